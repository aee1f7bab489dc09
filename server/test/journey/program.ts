import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export type Program = {
  address: string;
  pid: number;
  /** All it has printed so far, both streams. */
  said(): string;
  /** Sends a signal and resolves with the exit code, or 128 + the signal's number as a shell tells it. */
  end(signal: NodeJS.Signals): Promise<number>;
};

/** A port that is free now; the system does not hand it out again soon. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

type Options = { dataDir: string; port: number; env?: NodeJS.ProcessEnv };

function launch({ dataDir, port, env = {} }: Options) {
  const args = [main, '--port', String(port), '--data', dataDir, '--demo', 'off'];
  const { DATABASE_URL: _url, ...inherited } = process.env;
  const child = spawn(process.execPath, args, { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, said: () => text };
}

const codeOf = (code: number | null, signal: string | null) => code ?? (signal === 'SIGKILL' ? 137 : 143);

async function exit(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return codeOf(child.exitCode, child.signalCode);
}

const ready = async (address: string) => {
  try {
    return (await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};

/** Starts the program and waits until it is ready. @throws Error with all it said when it ends before. */
export async function startProgram(options: Options): Promise<Program> {
  const { child, said } = launch(options);
  const address = `http://127.0.0.1:${options.port}`;
  while (!(said().includes('is ready at') && (await ready(address)))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended early: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exit(child);
  };
  return { address, pid: child.pid ?? 0, said, end };
}

/** Starts the program where it cannot succeed; resolves with how it ended and what it said. */
export async function startInVain(options: Options): Promise<{ code: number; said: string }> {
  const { child, said } = launch(options);
  const code = await exit(child);
  return { code, said: said() };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Served = { address: string; pid: number; child: ChildProcess; stop(): Promise<void> };

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the real program on a database as a process of its own and waits until it is ready. */
export async function serve(databaseUrl: string, role: 'api' | 'all' = 'api'): Promise<Served> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wf-bench-'));
  const served = await startChild(main, ['--port', '0', '--data', dataDir, '--demo', 'off'], {
    DATABASE_URL: databaseUrl,
    WF_ROLE: role,
    WF_LOG: 'error',
  });
  return {
    ...served,
    stop: async () => {
      await served.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a script that prints "ready at ADDRESS" and ends on SIGTERM; it may be sent messages. */
export async function startChild(
  script: string,
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Served> {
  const child = spawn(process.execPath, ['--expose-gc', script, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const address = await addressOf(child);
  return {
    address,
    child,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /ready at (http:\/\/\S+)/.exec(said);
      if (found?.[1]) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`The program ended with ${code} before it was ready: ${said}`)));
  });
}

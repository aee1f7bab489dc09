import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type Proxy = { url: string; stop(): Promise<void> };

/** Puts the vendor's interface description between a client and a server: what breaks it is answered with 4xx or 500 and the reasons. */
export async function startPrismProxy(description: string, upstream: string): Promise<Proxy> {
  const port = await freePort();
  const cli = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const args = [cli, 'proxy', '--errors', '-h', '127.0.0.1', '-p', String(port), description, upstream];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-4_000);
    });
  }
  const stop = (): Promise<void> => end(child);
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 100) {
    if (output.includes('is listening')) return { url: `http://127.0.0.1:${port}`, stop };
    if (child.exitCode !== null) break;
    await pause(100);
  }
  await stop();
  throw new Error(`The proxy did not start: ${output}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Lookalike = { pid: number; isAlive(): boolean; ended: Promise<unknown>; end(): Promise<void> };

/** A process whose command line holds `name`, by which our programs are told from others. */
export async function lookalike(name: string): Promise<Lookalike> {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)', name], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await once(child, 'spawn');
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    isAlive,
    ended,
    end: async () => {
      if (isAlive()) child.kill('SIGKILL');
      await ended;
    },
  };
}

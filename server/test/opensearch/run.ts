import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Runs a program to its end and returns what it printed. @throws Error with its last lines when it fails. */
export async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await exec(program, [...args], { maxBuffer: 16_000_000 });
    return stdout;
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`${program} failed: ${output.trim().split('\n').slice(-5).join(' ') || String(error)}`, {
      cause: error,
    });
  }
}

/** What this machine lacks for a search node, in one line, or `null` when nothing is missing. */
export async function findMissing(): Promise<string | null> {
  const java = await exec('java', ['-version']).catch(() => null);
  // "openjdk version "17.0.15" …" goes to stderr in every release.
  const major = Number(/version "(\d+)/.exec(java?.stderr ?? '')?.[1] ?? 0);
  if (major < 17) return `Java 17 or newer is missing (found ${major === 0 ? 'none' : major}).`;
  const maven = await exec('mvn', ['-v']).catch(() => null);
  return maven === null ? 'Maven is missing.' : null;
}

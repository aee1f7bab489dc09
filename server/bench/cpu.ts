import { readdir, readFile } from 'node:fs/promises';

const ticksPerSecond = 100;

type Stat = { pid: number; parent: number; ownS: number; endedS: number };

/** The fields of `/proc/PID/stat` behind the name, which may hold blanks and brackets. */
export function parseStat(pid: number, text: string): Stat {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (place: number) => fields[place] ?? 0;
  return { pid, parent: at(1), ownS: (at(11) + at(12)) / ticksPerSecond, endedS: (at(13) + at(14)) / ticksPerSecond };
}

/** Processor seconds that a process and all below it took so far, those that ended included. Linux only; else 0. */
export async function cpuSeconds(root: number): Promise<number> {
  const stats = await readAll();
  const below = (pid: number): number => {
    const own = stats.get(pid);
    if (!own) return 0;
    const children = [...stats.values()].filter((one) => one.parent === pid);
    return own.ownS + own.endedS + children.reduce((sum, child) => sum + below(child.pid), 0);
  };
  return below(root);
}

async function readAll(): Promise<Map<number, Stat>> {
  const names = await readdir('/proc').catch(() => []);
  const stats = new Map<number, Stat>();
  for (const name of names.filter((one) => /^\d+$/.test(one))) {
    // A process may end between the listing and the look.
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
    if (text !== null) stats.set(Number(name), parseStat(Number(name), text));
  }
  return stats;
}

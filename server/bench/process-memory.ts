import { readFile } from 'node:fs/promises';

async function statusMb(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1] ?? Number.NaN) / 1_024;
}

/** Resident memory of a process in MiB; Linux only. */
export const residentMb = (pid: number) => statusMb(pid, 'VmRSS');

/** The most resident memory that a process ever had, in MiB, as the kernel kept it; Linux only. */
export const peakMb = (pid: number) => statusMb(pid, 'VmHWM');

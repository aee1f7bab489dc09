import { cpus, loadavg, totalmem } from 'node:os';

export type Scale = 'ci' | 'base' | 'large';

/** One measured line. `ratio` compares with the floor of the same run: product ÷ floor for times, also for rates. */
export type Row = {
  case: string;
  scale: Scale;
  metric: string;
  median: number;
  min: number;
  max: number;
  n: number;
  unit: string;
  floor: number | null;
  ratio: number | null;
  goal: string;
  ok: boolean;
  /** Average load of the machine when the row was made; above the number of cores, times are too long. */
  load: number;
  /** Processor milliseconds of program and database for one unit of work, and those of the floor: hardly moved by what else runs. */
  cpuMs?: number;
  floorCpuMs?: number;
};

export const sizes: Record<
  Scale,
  { alerts: number; findings: number; assets: number; customers: number; tags: number }
> = {
  ci: { alerts: 200_000, findings: 300_000, assets: 1_000, customers: 50, tags: 200 },
  base: { alerts: 1_000_000, findings: 3_000_000, assets: 10_000, customers: 50, tags: 200 },
  large: { alerts: 10_000_000, findings: 3_000_000, assets: 10_000, customers: 300, tags: 1_000 },
};

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

const rounded = (value: number) => Number(value.toPrecision(4));

/** A row from samples of one metric; `isGood` decides on the median and the ratio. */
export function rowOf(
  base: { case: string; scale: Scale; metric: string; unit: string; goal: string },
  samples: readonly number[],
  floor: number | null,
  isGood: (median: number, ratio: number | null) => boolean,
  cpu: { mine: readonly number[]; floor?: readonly number[] } | null = null,
): Row {
  const middle = median(samples);
  const ratio = floor === null || floor === 0 ? null : middle / floor;
  return {
    ...base,
    median: rounded(middle),
    min: rounded(Math.min(...samples)),
    max: rounded(Math.max(...samples)),
    n: samples.length,
    floor: floor === null ? null : rounded(floor),
    ratio: ratio === null ? null : rounded(ratio),
    ok: isGood(middle, ratio),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    ...(cpu ? { cpuMs: rounded(median(cpu.mine)) } : {}),
    ...(cpu?.floor ? { floorCpuMs: rounded(median(cpu.floor)) } : {}),
  };
}

export const machine = () =>
  `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)}`;

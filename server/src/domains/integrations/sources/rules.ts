import type { Source } from '@watchfloor/contract';
import { Failure } from '../../../lib/failure.ts';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * States and agents are read whole, and what is pushed comes when it comes: start and level mean nothing to them.
 * @throws {Failure} `request.invalid` with the field that would change nothing.
 */
export function refuseMeaningless(
  source: Pick<Source, 'purpose' | 'delivery' | 'minLevel'>,
  change: { since?: string | undefined; minLevel?: number | undefined },
): void {
  const fields = [];
  if (change.since !== undefined && (source.purpose !== 'alerts' || source.delivery === 'push'))
    fields.push({ pointer: '/since', message: 'Only sources of alerts that are fetched have a start. Leave it out.' });
  if (change.minLevel !== undefined && change.minLevel !== source.minLevel && source.purpose !== 'alerts')
    fields.push({ pointer: '/minLevel', message: 'Only sources of alerts have a level. Leave it out.' });
  const [first] = fields;
  if (first) throw new Failure('request.invalid', first.message, { fields });
}

/** Where reading starts: `24h`, `7d`, `90m` back from now; `all` is `null`. */
export function startsAt(since: string, now: Date): Date | null {
  const match = /^(\d{1,5})([mhd])$/.exec(since);
  if (match === null) return null;
  return new Date(now.getTime() - Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]);
}

export type NewSource = {
  purpose: Source['purpose'];
  delivery: Source['delivery'];
  name: string;
  product: string;
  indexPattern: string;
  sinceAt: Date | null;
  minLevel: number;
  everyS: number;
  isEnabled: boolean;
};

export type ReadFrom = { sinceAt: Date | null; minLevel: number };

/** The ability that each purpose needs, the setting that names its indices, and the probe's step that tells whether it may. */
export const purposes = [
  { purpose: 'alerts', ability: 'readAlerts', setting: 'alertsPattern', step: 'alerts', name: 'Alerts', everyS: 10 },
  {
    purpose: 'findings',
    ability: 'listFindings',
    setting: 'statesPattern',
    step: 'states',
    name: 'Vulnerability states',
    everyS: 900,
  },
  { purpose: 'agents', ability: 'listAgents', setting: null, step: 'agents', name: 'Agents', everyS: 300 },
] as const;

/** The pattern that a connection's settings give for a purpose; empty where the product has no indices. */
export function patternFor(purpose: Source['purpose'], config: Readonly<Record<string, unknown>>): string {
  const setting = purposes.find((one) => one.purpose === purpose)?.setting ?? null;
  const pattern = setting === null ? undefined : config[setting];
  return typeof pattern === 'string' ? pattern : '';
}

/**
 * What a new connection reads: one source for each thing that its product can give. What the probe was refused starts
 * paused, as "save without it" promises; level and start are of alerts only, since states and agents are read whole.
 */
export function planSources(
  abilities: readonly string[],
  config: Readonly<Record<string, unknown>>,
  from: ReadFrom,
  refusedSteps: readonly string[],
): NewSource[] {
  return purposes
    .filter(({ ability }) => abilities.includes(ability))
    .map(({ purpose, name, everyS, step }) => ({
      purpose,
      delivery: 'pull',
      name,
      product: 'wazuh',
      indexPattern: patternFor(purpose, config),
      sinceAt: purpose === 'alerts' ? from.sinceAt : null,
      minLevel: purpose === 'alerts' ? from.minLevel : 0,
      everyS,
      isEnabled: !refusedSteps.includes(step),
    }));
}

type Progress = { delivery: string; lastOkAt: Date | null; lastLagS: number | null };

/**
 * How late a source is, in seconds with one decimal: the newest event's way into an alert, or the time since the last good
 * run, whichever is longer. A quiet sender is not late, so a pushed source has only the former. `null` before the first run.
 */
export function lagS(source: Progress, now: Date): number | null {
  if (source.lastOkAt === null) return null;
  const idleS = source.delivery === 'push' ? null : (now.getTime() - source.lastOkAt.getTime()) / 1000;
  const known = [source.lastLagS, idleS].filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(0, Math.round(Math.max(...known) * 10) / 10);
}

import type { Permission } from '@watchfloor/contract';
import type { Context } from '../access/index.ts';

/** What a running job is given. It must be safe to run twice: a worker may die after the work and before the note of it. */
export type JobContext = {
  context: Context;
  params: Record<string, unknown>;
  /** Aborts when a person cancels the run or the worker stops. */
  signal: AbortSignal;
  /** Tells what is being done and how far it is, 0 to 100. */
  progress(phase: string, percent?: number): Promise<void>;
  log(line: string): Promise<void>;
  /** What an earlier attempt of this run saved, or `null`. */
  checkpoint: unknown;
  saveCheckpoint(value: unknown): Promise<void>;
};

/** A job by name. `cron` runs it by the clock (UTC), `everyS` in a loop shared by all workers, neither on demand. */
export type JobDefinition = {
  name: string;
  description: string;
  cron: string | null;
  everyS?: number;
  /** What a person needs to start it; default `health:update`. */
  permission?: Permission;
  /** Whether it has a meaning in this installation; people neither see nor start one that has none. */
  isOffered?(system: Context): Promise<boolean>;
  run(job: JobContext): Promise<Record<string, unknown>>;
};

/** The one source that a run is for, from its `sourceId` (a row number); empty = all. */
export const sourceOf = (params: JobContext['params']): { sourceId?: number } =>
  typeof params['sourceId'] === 'number' ? { sourceId: params['sourceId'] } : {};

/**
 * Ends a run as failed because parts of it did, for a failure is never silent; what the others counted is kept.
 * The message is the sentences of the parts.
 */
export class IncompleteRun extends Error {
  readonly stats: Record<string, unknown>;
  constructor(errors: readonly string[], stats: Record<string, unknown>) {
    super(errors.join(' '));
    this.stats = stats;
  }
}

/** What a run over several parts counted. @throws {IncompleteRun} when one of them failed. */
export function wholeRun<T extends { errors: readonly string[] }>({ errors, ...counts }: T): Omit<T, 'errors'> {
  if (errors.length > 0) throw new IncompleteRun(errors, counts);
  return counts;
}

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export type Trigger = 'schedule' | 'person' | 'system';

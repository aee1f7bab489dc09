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
  run(job: JobContext): Promise<Record<string, unknown>>;
};

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export type Trigger = 'schedule' | 'person' | 'system';

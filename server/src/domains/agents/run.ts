import { setTimeout as wait } from 'node:timers/promises';
import type { Capabilities } from '../../connectors/capabilities.ts';
import type { Context } from '../access/index.ts';
import { listSourceRows, noteSourceRun, type OpenConnection, type SourceRow } from '../integrations/index.ts';
import { beginTurn, holdTurn, tryLockSource } from './run.store.ts';

export type SourceRunOptions = {
  purpose: SourceRow['purpose'];
  /** `due` reads the sources whose time has come and skips those that another worker reads; `all` waits for them. */
  which: 'due' | 'all';
  /** Only this one. */
  sourceId?: number | undefined;
  signal?: AbortSignal | undefined;
  openConnection: OpenConnection;
};

/** How the run of one source ended: what it counted, or the sentence that says why it failed. */
export type SourceOutcome<T> = { source: SourceRow; counts: T | null; error: string | null };

/** Asked first in every transaction that writes what was read. @throws {LostTurn} when another worker reads the source by now. */
export type KeepTurn = (tx: Parameters<typeof holdTurn>[0]) => Promise<void>;

export type SourceWork<T> = (source: SourceRow, capabilities: Capabilities, keepTurn: KeepTurn) => Promise<T>;

/** A worker that stood still, or was cut from the database, while another took its turn. */
class LostTurn extends Error {}

const retryMs = 250;

/** True when a source was never read or not for as long as its interval. */
export const isDue = (source: Pick<SourceRow, 'lastRunAt' | 'everyS'>, now: Date): boolean =>
  source.lastRunAt === null || now.getTime() - source.lastRunAt.getTime() >= source.everyS * 1_000;

/**
 * Runs `work` on each source of a purpose, one after the other, each by one worker at a time, and notes on the source how
 * it ended. A source that fails is told in its outcome and keeps none of the others back.
 */
export async function runSources<T>(
  context: Context,
  options: SourceRunOptions,
  work: SourceWork<T>,
): Promise<SourceOutcome<T>[]> {
  const { purpose, which, signal } = options;
  const all = await context.read((tx) => listSourceRows(tx, { purpose, isEnabled: true }));
  // What is pushed to us has no connection to open.
  const rows = all.filter(
    (row) => row.delivery === 'pull' && (options.sourceId === undefined || row.id === options.sourceId),
  );
  const chosen = which === 'all' ? rows : rows.filter((row) => isDue(row, context.clock.now()));
  const outcomes: SourceOutcome<T>[] = [];
  for (const source of chosen) {
    signal?.throwIfAborted();
    const outcome = await inTurn(context, source, options, (keepTurn) =>
      runOne(context, source, options, work, keepTurn),
    );
    if (outcome) outcomes.push(outcome);
  }
  return outcomes;
}

/**
 * Holds the source's lock during `run`: a transaction that does nothing else, so that a killed worker lets go. A worker
 * that only stood still does not know that it let go; hence the number of its turn.
 */
async function inTurn<T>(
  context: Context,
  source: SourceRow,
  options: SourceRunOptions,
  run: (keepTurn: KeepTurn) => Promise<SourceOutcome<T>>,
): Promise<SourceOutcome<T> | null> {
  for (;;) {
    const outcome = await context.write(async (tx) => {
      if (!(await tryLockSource(tx, source.id))) return null;
      const turn = await context.write((own) => beginTurn(own, source.id));
      return run(async (writing) => {
        if (!(await holdTurn(writing, source.id, turn))) throw new LostTurn('Another worker reads this source by now.');
      });
    });
    if (outcome || options.which === 'due') return outcome;
    await wait(retryMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

async function runOne<T>(
  context: Context,
  source: SourceRow,
  options: SourceRunOptions,
  work: SourceWork<T>,
  keepTurn: KeepTurn,
): Promise<SourceOutcome<T>> {
  const { signal } = options;
  try {
    const capabilities = await options.openConnection(context, source.connectionId, signal);
    const counts = await work(source, capabilities, keepTurn);
    await context.write(async (tx) => {
      await keepTurn(tx);
      await noteSourceRun(tx, source.id, { at: context.clock.now(), ok: true });
    });
    return { source, counts, error: null };
  } catch (error) {
    if (signal?.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    // How the source does is for the worker to tell that has it.
    if (error instanceof LostTurn) return { source, counts: null, error: message };
    context.log.warn({ err: error, sourceId: source.id }, `reading ${source.name} failed`);
    await context.write((tx) => noteSourceRun(tx, source.id, { at: context.clock.now(), ok: false, error: message }));
    return { source, counts: null, error: message };
  }
}

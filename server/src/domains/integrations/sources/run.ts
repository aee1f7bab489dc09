import type { Capabilities } from '../../../connectors/capabilities.ts';
import type { Context } from '../../access/index.ts';
import type { OpenConnection } from '../vault.ts';
import { noteSourceRun } from './run.store.ts';
import { listSourceRows, type SourceRow } from './store.ts';
import { inTurn, type KeepTurn, LostTurn } from './turn.ts';

export type SourceRunOptions<T> = {
  purpose: SourceRow['purpose'];
  /** `due` reads the sources whose time has come and skips those that another worker reads; `all` waits for them. */
  which: 'due' | 'all';
  /** Only this one. */
  sourceId?: number | undefined;
  /** Those that an earlier attempt of this run has behind it: they are left out. */
  behind?: readonly number[] | undefined;
  /** Told of each source once how it ended is noted. */
  onEnd?: ((outcome: SourceOutcome<T>) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
  openConnection: OpenConnection;
};

/** How the run of one source ended: what it counted, or the sentence that says why it failed. */
export type SourceOutcome<T> = { source: SourceRow; counts: T | null; error: string | null };

export type SourceWork<T> = (source: SourceRow, capabilities: Capabilities, keepTurn: KeepTurn) => Promise<T>;

/** True when a source was never read or not for as long as its interval. */
export const isDue = (source: Pick<SourceRow, 'lastRunAt' | 'everyS'>, now: Date): boolean =>
  source.lastRunAt === null || now.getTime() - source.lastRunAt.getTime() >= source.everyS * 1_000;

/**
 * Runs `work` on each source of a purpose, one after the other, each by one worker at a time, and notes on the source how
 * it ended. A source that fails is told in its outcome and keeps none of the others back.
 */
export async function runSources<T>(
  context: Context,
  options: SourceRunOptions<T>,
  work: SourceWork<T>,
): Promise<SourceOutcome<T>[]> {
  const { purpose, which, signal } = options;
  const all = await context.read((tx) => listSourceRows(tx, { purpose, isEnabled: true }));
  // What is pushed to us has no connection to open.
  const rows = all.filter(
    (row) =>
      row.delivery === 'pull' &&
      (options.sourceId === undefined || row.id === options.sourceId) &&
      !options.behind?.includes(row.id),
  );
  const chosen = which === 'all' ? rows : rows.filter((row) => isDue(row, context.clock.now()));
  const outcomes: SourceOutcome<T>[] = [];
  for (const source of chosen) {
    signal?.throwIfAborted();
    const outcome = await inTurn(context, source.id, { waits: which === 'all', signal }, (keepTurn) =>
      runOne(context, source, options, work, keepTurn),
    );
    if (!outcome) continue;
    outcomes.push(outcome);
    await options.onEnd?.(outcome);
  }
  return outcomes;
}

async function runOne<T>(
  context: Context,
  source: SourceRow,
  options: SourceRunOptions<T>,
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

import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../access/index.ts';
import { listSourceRows, type SourceRow } from '../../integrations/index.ts';
import { addCounts, type IngestCounts, noCounts } from '../../siem/index.ts';
import { collect, type CollectOptions, type CollectParts, type Outcome } from './collect.ts';
import { tryTakeTurn } from './turn.store.ts';

/** Sources of alerts that are read, in the order of their making. */
export async function listPullSources(context: Context): Promise<SourceRow[]> {
  const rows = await context.read((tx) => listSourceRows(tx, { purpose: 'alerts', isEnabled: true }));
  return rows.filter((row) => row.delivery === 'pull');
}

const retryMs = 250;

/**
 * Collects a source while no other worker does. `waits` comes back until it is its turn, else `null` says that another has it.
 * The turn is a transaction that does nothing else: whoever is killed lets go of it.
 */
export async function collectInTurn(
  context: Context,
  parts: CollectParts,
  source: SourceRow,
  options: CollectOptions & { waits: boolean },
): Promise<Outcome | null> {
  for (;;) {
    const outcome = await context.write(async (tx) =>
      (await tryTakeTurn(tx, source.id)) ? collect(context, parts, source, options) : null,
    );
    if (outcome || !options.waits) return outcome;
    await wait(retryMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

export type SyncResult = IngestCounts & { sources: number; failures: { source: string; error: string }[] };

/**
 * One complete run over every source of alerts that is read, one after the other; a source that fails keeps none of the
 * others back. read = absorbed + created + parked + known (taken by an earlier run), and what lies below the level was not read.
 */
export async function syncAlerts(
  context: Context,
  parts: CollectParts,
  options: { signal?: AbortSignal; sourceId?: number } = {},
): Promise<SyncResult> {
  const sources = (await listPullSources(context)).filter(
    (source) => options.sourceId === undefined || source.id === options.sourceId,
  );
  const result: SyncResult = { ...noCounts, sources: sources.length, failures: [] };
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const outcome = await collectInTurn(context, parts, source, {
      mode: 'tail',
      isComplete: true,
      waits: true,
      signal: options.signal,
    });
    if (!outcome) continue;
    Object.assign(result, addCounts(result, outcome.counts));
    if (outcome.error) result.failures.push({ source: source.connectionName, error: outcome.error.message });
  }
  return result;
}

import type { Context } from '../../access/index.ts';
import { inTurn, listSourceRows, type SourceRow } from '../../integrations/index.ts';
import { addCounts, type IngestCounts, noCounts } from '../../siem/index.ts';
import { type CollectOptions, type CollectParts, collect, type Outcome } from './collect.ts';

/** Sources of alerts that are read, in the order of their making. */
export async function listPullSources(context: Context): Promise<SourceRow[]> {
  const rows = await context.read((tx) => listSourceRows(tx, { purpose: 'alerts', isEnabled: true }));
  return rows.filter((row) => row.delivery === 'pull');
}

/** Collects a source while no other worker does; `waits` comes back until it is its turn, else `null` says that another has it. */
export const collectInTurn = (
  context: Context,
  parts: CollectParts,
  source: SourceRow,
  options: CollectOptions & { waits: boolean },
): Promise<Outcome | null> =>
  // A worker that lost its turn does no harm: what it takes in late is known by its document, once.
  inTurn(context, source.id, options, () => collect(context, parts, source, options));

export type SyncResult = IngestCounts & { sources: number; errors: string[] };

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
  const result: SyncResult = { ...noCounts, sources: sources.length, errors: [] };
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
    if (outcome.error) result.errors.push(`${source.connectionName}: ${outcome.error.message}`);
  }
  return result;
}

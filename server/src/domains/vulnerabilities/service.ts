import { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from '../access/index.ts';
import type { AssetMove } from '../agents/index.ts';
import { nextNumbers } from '../customers/index.ts';
import { type OpenConnection, runSources } from '../integrations/index.ts';
import { getSettings } from '../settings/index.ts';
import { type ExploitFact, saveExploits } from './exploits.store.ts';
import * as store from './maintain.store.ts';
import { agedLeadS, ageUnits } from './priority.ts';
import { clearStale, listStale, rebuildGroups, refreshGroups } from './sync/groups.store.ts';
import { addOutcome, SyncOutcome } from './sync/outcome.ts';
import { syncFindings } from './sync/service.ts';

export type SyncNowOptions = {
  openConnection: OpenConnection;
  /** `due` reads the sources whose time has come; `all` every one, and waits for those that are being read. */
  which?: 'due' | 'all';
  /** Only this source. */
  sourceId?: number | undefined;
  /** Default: the setting of the installation. */
  clearedAfterMinutes?: number;
  signal?: AbortSignal | undefined;
  onProgress?: (phase: string, percent?: number) => Promise<void>;
  /** What an earlier attempt of this run saved, and where to save what is done. */
  resume?: { from: unknown; save(value: unknown): Promise<void> };
};

/** The sources that a run has behind it, and what they counted. One that failed is tried again. */
const Behind = z.object({ sources: z.array(z.int()), total: SyncOutcome });

export type SyncRun = SyncOutcome & { sources: number; failed: number; errors: string[] };

/**
 * One run over the findings of all connected sources; a source that fails is named in `errors` and the others go on.
 * A resumed run leaves out the sources that are done. It begins one in the middle again, for its snapshot was of an instant
 * that is over, but agents that were saved cost no write then.
 */
export async function syncFindingsNow(context: Context, options: SyncNowOptions): Promise<SyncRun> {
  const { openConnection, which = 'all', signal, onProgress } = options;
  const clearedAfterMinutes = options.clearedAfterMinutes ?? (await getSettings(context)).clearedAfterMinutes;
  const behind = Behind.parse(options.resume?.from ?? { sources: [], total: {} });
  const outcomes = await runSources<SyncOutcome>(
    context,
    {
      purpose: 'findings',
      which,
      sourceId: options.sourceId,
      behind: [...behind.sources],
      onEnd: async ({ source, counts }) => {
        if (counts === null) return;
        behind.sources.push(source.id);
        addOutcome(behind.total, counts);
        await options.resume?.save(behind);
      },
      signal,
      openConnection,
    },
    (source, capabilities, keepTurn) => {
      if (capabilities.listFindings === undefined)
        throw new Failure(
          'connection.refused',
          `${source.connectionName} gives no vulnerability states. Remove this source.`,
        );
      return syncFindings(context, source, capabilities.listFindings({ signal }), {
        signal,
        clearedAfterMinutes,
        keepTurn,
        ...(onProgress === undefined
          ? {}
          : {
              onProgress: (agents, known) =>
                onProgress(
                  `${source.name}: ${agents} agents`,
                  known > 0 ? Math.min(99, Math.floor((agents / known) * 100)) : undefined,
                ),
            }),
      });
    },
  );
  const errors = outcomes.flatMap(({ source, error }) =>
    error === null ? [] : [`${source.connectionName}: ${error}`],
  );
  return { ...behind.total, sources: behind.sources.length + errors.length, failed: errors.length, errors };
}

const ageBatch = 5_000;

/** Flags findings that will soon be past 30 days, a batch at a time; how many. */
export async function ageFindings(context: Context, signal?: AbortSignal): Promise<number> {
  const before = new Date(context.clock.now().getTime() - (ageUnits - agedLeadS) * 1_000);
  let flagged = 0;
  for (;;) {
    signal?.throwIfAborted();
    const touched = await context.write(async (tx) => {
      const rows = await store.flagAged(tx, before, ageBatch);
      if (rows.length > 0) await refreshGroups(tx, rows);
      return rows;
    });
    flagged += touched.length;
    if (touched.length < ageBatch) return flagged;
  }
}

/** Folds the kept counts, and brings groups up to date that a crash left behind. */
export async function foldCounts(context: Context): Promise<{ folded: number; groups: number }> {
  const folded = await context.write(store.foldCounts);
  const late = context.clock.now().getTime() - 10 * 60_000;
  const stale = (await context.read(listStale)).filter((one) => one.sinceAt.getTime() < late);
  for (const one of stale) {
    await context.write(async (tx) => {
      await rebuildGroups(tx, [one.customerId]);
      await clearStale(tx, [one]);
    });
  }
  return { folded, groups: stale.length };
}

/** Compares the kept counts with the findings and puts right what drifted, which is told as a warning. */
export async function reconcileCounts(context: Context): Promise<number> {
  const drifted = await context.write(store.reconcileCounts);
  if (drifted > 0) context.log.warn({ drifted }, 'kept counts of findings had drifted');
  return drifted;
}

/** Lets findings follow their hosts to another customer, in the transaction that moves the hosts; they get new numbers there. */
export async function moveFindings(tx: Tx, moves: readonly AssetMove[]): Promise<void> {
  const counts = await store.countOfAssets(
    tx,
    moves.map((move) => move.assetId),
  );
  for (const move of moves) {
    const count = counts.get(move.assetId) ?? 0;
    const first = count === 0 ? 1 : (await nextNumbers(tx, 'finding', new Map([[move.to, count]]))).get(move.to);
    await store.moveFindings(tx, move.assetId, move.to, first ?? 1);
  }
  const customers = [...new Set(moves.flatMap((move) => [move.from, move.to]))];
  await rebuildGroups(tx, customers);
}

/** Notes what is known of exploits of CVEs and scores their findings anew. */
export async function recordExploits(context: Context, facts: readonly ExploitFact[]): Promise<void> {
  const now = context.clock.now();
  await context.write(async (tx) => {
    const customers = await saveExploits(tx, facts, now);
    if (customers.length === 0) return;
    await rebuildGroups(tx, customers);
    await context.record(
      tx,
      customers.map((customerId) => ({
        type: 'exploits_noted',
        description: 'Scored findings anew by what is known of exploits.',
        customerId,
        topic: 'findings',
      })),
    );
  });
}

import type { AgentSnapshot, FindingsSummary } from '../../../connectors/capabilities.ts';
import type { Context } from '../../access/index.ts';
import { instanceOf } from '../../agents/index.ts';
import { loadDirectory } from '../../customers/index.ts';
import type { KeepTurn } from '../../integrations/index.ts';
import { type AgentTask, type BatchSetting, saveBatch } from './batch.ts';
import { digestOf } from './content.ts';
import { Dictionary } from './dictionary.ts';
import { clearStale, listStale, rebuildGroups, refreshGroups } from './groups.store.ts';
import { addOutcome, nothingDone, type SyncOutcome } from './outcome.ts';
import * as store from './store.ts';

/** The source whose snapshot is compared. */
export type FindingSource = { id: number; connectionId: number; customerId: number | null; instance: string | null };

export type SyncOptions = {
  /** The instant of the run; all that is new in it is first seen then. Default: the clock's. */
  now?: Date;
  /** How long a finding must be gone before its status follows; default 60. */
  clearedAfterMinutes?: number;
  signal?: AbortSignal | undefined;
  /** Refuses to write once another worker reads the source; absent where only one can. */
  keepTurn?: KeepTurn;
  /** Told now and then how many agents were compared, of how many known. */
  onProgress?: (agents: number, known: number) => Promise<void>;
};

// A transaction takes agents until it holds this many findings: large enough to be quick, short enough to be resumed.
const batchFindings = 10_000;
const batchAgents = 250;
// Beyond this, counting whole customers is quicker than their single groups.
const mostTouched = 50_000;

/**
 * Compares one snapshot with what is stored and writes only what differs. Agents are saved whole, many in a transaction;
 * an agent whose digest is the same costs neither a read nor a write but its time. What the snapshot does not name is
 * judged when its summary says that it is whole.
 * @throws what the listing throws; the agents before that are saved.
 */
export async function syncFindings(
  context: Context,
  source: FindingSource,
  listing: AsyncIterable<AgentSnapshot | FindingsSummary>,
  options: SyncOptions = {},
): Promise<SyncOutcome> {
  const run = await begin(context, source, options);
  let summary: FindingsSummary | null = null;
  try {
    for await (const part of listing) {
      options.signal?.throwIfAborted();
      if (part.kind === 'summary') summary = part;
      else await run.take(part);
    }
    if (summary?.isComplete === true) await run.takeUnnamed();
    await run.finish();
  } finally {
    await run.refreshGroups();
  }
  return run.outcome;
}

async function begin(context: Context, source: FindingSource, options: SyncOptions) {
  const now = options.now ?? context.clock.now();
  const [digests, directory, leftOver] = await context.read(
    async (tx) => [await store.listDigests(tx, source.id), await loadDirectory(tx), await listStale(tx)] as const,
  );
  const known = new Map(digests.map((row) => [`${row.instance}\n${row.externalId}`, row]));
  const setting: BatchSetting = {
    sourceId: source.id,
    customerId: source.customerId ?? directory.defaultId,
    now,
    clearedAfterMs: (options.clearedAfterMinutes ?? 60) * 60_000,
    dictionary: new Dictionary(),
    keepTurn: options.keepTurn,
  };
  const outcome = nothingDone();
  const named = new Set<string>();
  const behind = new Set(leftOver.map((one) => one.customerId));
  let waiting: AgentTask[] = [];
  let weight = 0;
  let same: number[] = [];
  let touched: store.Touched[] = [];

  const flush = async () => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    weight = 0;
    const saved = await saveBatch(context, setting, batch);
    addOutcome(outcome, saved.outcome);
    for (const one of saved.touched) touched.push(one);
    if (touched.length > mostTouched) {
      for (const one of touched) behind.add(one.customerId);
      touched = [];
    }
    await options.onProgress?.(outcome.agents, known.size);
  };

  const compare = async (task: AgentTask, size: number) => {
    waiting.push(task);
    weight += size;
    if (weight >= batchFindings || waiting.length >= batchAgents) await flush();
  };

  return {
    outcome,
    async take(told: AgentSnapshot) {
      const instance = instanceOf(source, told.instance);
      const key = `${instance}\n${told.agent.id}`;
      // An agent told of twice, once by a document without its cluster's name: neither part is the whole of it.
      const isAgain = named.has(key);
      if (isAgain) await flush();
      const snapshot = isAgain ? { ...told, isComplete: false } : told;
      const row = known.get(key);
      const digest = digestOf(snapshot);
      named.add(key);
      outcome.agents++;
      outcome.read += snapshot.findings.length;
      const isSame = row !== undefined && snapshot.isComplete && row.doubtAt === null && !row.hasToClear;
      if (isSame && row.digest.equals(digest)) {
        outcome.unchanged += snapshot.findings.length;
        same.push(row.assetId);
        return;
      }
      await compare({ instance, snapshot, digest }, snapshot.findings.length);
    },
    /** Agents that the whole snapshot has no document of: they lost everything, or had nothing. */
    async takeUnnamed() {
      for (const [key, row] of known) {
        if (named.has(key)) continue;
        const agent = { id: row.externalId, name: row.externalName, version: null };
        const snapshot: AgentSnapshot = {
          kind: 'agent',
          instance: row.instance,
          agent,
          system: null,
          findings: [],
          isComplete: true,
        };
        const digest = digestOf(snapshot);
        if (row.doubtAt === null && !row.hasToClear && row.digest.equals(digest)) same.push(row.assetId);
        else await compare({ instance: row.instance, snapshot, digest }, row.findingCount);
      }
    },
    async finish() {
      await flush();
      if (same.length > 0)
        await context.write(async (tx) => {
          await options.keepTurn?.(tx);
          await store.touchDigests(tx, same, now);
        });
      same = [];
    },
    /** Brings the derived groups up to date; what a crash left behind is found by its mark. */
    async refreshGroups() {
      const ours = new Set([...behind, ...touched.map((row) => row.customerId)]);
      if (ours.size === 0) return;
      const stale = (await context.read(listStale)).filter((one) => ours.has(one.customerId));
      for (const one of stale.filter((row) => behind.has(row.customerId))) {
        await context.write(async (tx) => {
          await rebuildGroups(tx, [one.customerId]);
          await clearStale(tx, [one]);
        });
      }
      const rest = touched.filter((row) => !behind.has(row.customerId));
      if (rest.length === 0) return;
      await context.write(async (tx) => {
        await refreshGroups(tx, rest);
        await clearStale(
          tx,
          stale.filter((row) => !behind.has(row.customerId)),
        );
      });
    },
  };
}

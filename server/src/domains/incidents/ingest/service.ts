import { toId } from '../../../lib/ids.ts';
import type { Change, Context } from '../../access/index.ts';
import { type AgentName, findAssets, instanceOf, refreshOpenAlerts } from '../../agents/index.ts';
import { loadDirectory, nextNumbers } from '../../customers/index.ts';
import { addCounts, type IngestCounts, noCounts, findParkedMarks, parkEvents, type SourceDocument, unparkEvents } from '../../siem/index.ts';
import { resolveCustomer } from './customer-keys.ts';
import type { Draft, Refusal } from './draft.ts';
import { type Group, groupDrafts, type OwnedDraft } from './group.ts';
import { normalise } from './normalise.ts';
import * as store from './store.ts';

/** What ingestion needs to know of a source. */
export type IngestSource = {
  id: number;
  /** Whose events they are when no key names a customer; `null` = the default customer. */
  customerId: number | null;
  product: string;
  /** Documents below it are counted and left. */
  minLevel: number;
  connectionId: number;
  /** Name of the Wazuh cluster, for documents that do not say. */
  instance: string | null;
};

type Tx = Parameters<typeof store.lockSource>[0];

const batchSize = 500;
const mostIdsTold = 50;

/** The error of a key that no customer has; a replay finds its events by it. */
export const unknownCustomerError = (key: string): string => `No customer has the code or the alias "${key.toLowerCase()}".`;

/**
 * Makes alerts of documents: each ends in an alert, parked with a reason, or below the level, exactly once however often
 * it is delivered. Batches of 500 commit by themselves, so that a failure (thrown) leaves whole batches behind.
 */
export async function ingestBatch(context: Context, source: IngestSource, documents: readonly SourceDocument[]): Promise<IngestCounts> {
  const system = context.actor.role === 'system' ? context : context.asSystem();
  let counts = noCounts;
  for (let start = 0; start < documents.length; start += batchSize) {
    counts = addCounts(counts, await ingestSome(system, source, documents.slice(start, start + batchSize)));
  }
  return counts;
}

/** A document that the database refuses is found by halving and parked alone; its neighbours go on. */
async function ingestSome(context: Context, source: IngestSource, documents: readonly SourceDocument[]): Promise<IngestCounts> {
  const now = context.clock.now();
  const read = documents.map((document) => normalise(document, source, now));
  return ingestRead(context, source, read);
}

async function ingestRead(context: Context, source: IngestSource, read: readonly (Draft | Refusal)[]): Promise<IngestCounts> {
  try {
    return await context.write((tx) => ingestOnce(tx, context, source, read));
  } catch (error) {
    const reason = dataErrorIn(error);
    if (reason === null) throw error;
    const [only] = read;
    if (read.length > 1 || !only) {
      const half = Math.ceil(read.length / 2);
      return addCounts(await ingestRead(context, source, read.slice(0, half)), await ingestRead(context, source, read.slice(half)));
    }
    context.log.warn({ source: source.id, index: only.index, document: only.id, reason }, 'The database refused a document; it is parked.');
    const refusal: Refusal = {
      kind: 'refusal', index: only.index, id: only.id, reason: 'refused_by_database', error: `The database refused it: ${reason}`,
      occurredAt: null, body: only.kind === 'draft' ? only.context : only.body,
    };
    return context.write((tx) => ingestOnce(tx, context, source, [refusal]));
  }
}

/** The message of an error that lies in the data itself (value, size, check), so that another try cannot help; else `null`. */
function dataErrorIn(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^(22|54|P0001|23502|23514)/.test(error.code) ? error.message.slice(0, 300) : null;
}

async function ingestOnce(tx: Tx, context: Context, source: IngestSource, read: readonly (Draft | Refusal)[]): Promise<IngestCounts> {
  const now = context.clock.now();
  const counts = { ...noCounts, read: read.length };
  const high = read.filter((one) => one.kind === 'refusal' || one.level === null || one.level >= source.minLevel);
  counts.belowLevel = read.length - high.length;

  await store.lockSource(tx, source.id);
  const known = new Set((await store.findKnown(tx, source.id, high)).map(place));
  const fresh = [...new Map(high.filter((one) => !known.has(place(one))).map((one) => [place(one), one])).values()];
  if (fresh.length === 0) return { ...counts, known: high.length };

  const { owned, refused } = await assignOwners(tx, source, fresh);
  const marks = new Map((await findParkedMarks(tx, source.id, fresh)).map((mark) => [place(mark), mark]));
  const newlyRefused = refused.filter((one) => marks.get(place(one))?.error !== one.error || marks.get(place(one))?.reason !== one.reason);
  counts.parked = newlyRefused.length;

  const saved = await saveGroups(tx, source, groupDrafts(owned), now);
  const healed = owned.map((one) => one.draft).filter((draft) => marks.has(place(draft)));
  const assetIds = saved.flatMap((one) => (one.group.assetId === null ? [] : [one.group.assetId]));
  await refreshOpenAlerts(tx, assetIds);
  await unparkEvents(tx, source.id, healed);
  await parkEvents(tx, source.id, newlyRefused.map((one) => ({ ...one, customerId: null })), now);

  counts.created = saved.filter((one) => one.isNew).length;
  counts.absorbed = owned.length - counts.created;
  counts.known = high.length - counts.created - counts.absorbed - counts.parked;
  await context.record(tx, [...alertChanges(source, saved), ...parkedChanges(source, newlyRefused, healed.length)]);
  return counts;
}

const place = (one: store.Ref): string => `${one.index}\u0000${one.id}`;

async function assignOwners(tx: Tx, source: IngestSource, fresh: readonly (Draft | Refusal)[]): Promise<{ owned: OwnedDraft[]; refused: Refusal[] }> {
  const directory = await loadDirectory(tx);
  const refused: Refusal[] = [];
  const placed: { draft: Draft; customerId: number }[] = [];
  for (const one of fresh) {
    if (one.kind === 'refusal') {
      refused.push(one);
      continue;
    }
    const owner = resolveCustomer(one.customerKeys, source.customerId, directory);
    if ('id' in owner) placed.push({ draft: one, customerId: owner.id });
    else refused.push({ kind: 'refusal', index: one.index, id: one.id, reason: 'customer_unknown', error: unknownCustomerError(owner.unknown), occurredAt: one.occurredAt, body: one.context });
  }
  const named = placed.flatMap(({ draft }) => agentOf(draft, source) ?? []);
  const found = await findAssets(tx, named);
  const linked = new Map(named.map((name, index) => [name.draft, found[index]]));
  const owned = placed.map(({ draft, customerId }): OwnedDraft => {
    const asset = linked.get(draft);
    return { draft, customerId, assetId: asset?.customerId === customerId ? asset.assetId : null };
  });
  return { owned, refused };
}

function agentOf(draft: Draft, source: IngestSource): (AgentName & { draft: Draft }) | null {
  const { id, name } = draft.agent;
  if (id === null || name === null || name !== draft.assetName) return null;
  return { draft, instance: instanceOf(source, draft.clusterName), externalId: id, name };
}

type Saved = { alertId: number; group: Group; tagIds: readonly number[]; isNew: boolean };

async function saveGroups(tx: Tx, source: IngestSource, groups: readonly Group[], now: Date): Promise<Saved[]> {
  const saved: Saved[] = [];
  let missing: readonly Group[] = groups;
  // Another source may open, or a person close, the alert of a key between two statements; then the next round finds it so.
  for (let round = 0; missing.length > 0; round++) {
    if (round >= 5) throw new Error('The alerts of a batch kept changing while it was written.');
    const open = new Map((await store.lockOpenAlerts(tx, missing.map((group) => group.key))).map((alert) => [alert.key, alert]));
    const absorbing: Saved[] = [];
    const unopened: Group[] = [];
    for (const group of missing) {
      const alert = open.get(group.key);
      if (alert) absorbing.push({ alertId: alert.id, group, tagIds: alert.tagIds, isNew: false });
      else unopened.push(group);
    }
    const made = await openAlerts(tx, source, unopened, now);
    await store.absorbGroups(tx, absorbing, now);
    await store.insertAlertAssets(tx, made);
    await store.insertEvents(tx, source.id, [...absorbing, ...made]);
    saved.push(...absorbing, ...made);
    const done = new Set(saved.map((one) => one.group.key));
    missing = missing.filter((group) => !done.has(group.key));
  }
  return saved;
}

async function openAlerts(tx: Tx, source: IngestSource, groups: readonly Group[], now: Date): Promise<Saved[]> {
  const predecessors = await store.findPredecessors(tx, groups.map((group) => group.key));
  const wanted = new Map<number, number>();
  for (const { customerId } of groups) wanted.set(customerId, (wanted.get(customerId) ?? 0) + 1);
  const next = await nextNumbers(tx, 'alert', wanted);
  // Numbers run with time, as people read them; rows go in by key, as locks need it.
  const numbers = new Map<string, number>();
  for (const group of groups.toSorted((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime())) {
    const number = next.get(group.customerId) ?? 0;
    next.set(group.customerId, number + 1);
    numbers.set(group.key, number);
  }
  const alerts = groups.map((group): store.NewAlert => ({ group, number: numbers.get(group.key) ?? 0, predecessorId: predecessors.get(group.key) ?? null }));
  const made = await store.insertAlerts(tx, source.id, alerts, now);
  return groups.flatMap((group): Saved[] => {
    const alertId = made.get(group.key);
    return alertId === undefined ? [] : [{ alertId, group, tagIds: [], isNew: true }];
  });
}

/** One change for each customer and set of tags, so that the stream tells nobody of alerts they may not see. */
function alertChanges(source: IngestSource, saved: readonly Saved[]): Change[] {
  const parts = Map.groupBy(saved, (one) => `${one.group.customerId}/${one.tagIds.join()}`);
  return [...parts.values()].map((members): Change => {
    const created = members.filter((one) => one.isNew).length;
    const events = members.reduce((sum, one) => sum + one.group.events.length, 0);
    const ids = members.map((one) => toId('alert', one.alertId));
    return {
      type: 'alerts_ingested',
      description: `Took ${events} events: ${created} new alerts.`,
      customerId: members[0]?.group.customerId ?? null,
      resource: { type: 'source', id: toId('source', source.id) },
      after: { created, absorbed: events - created },
      topic: 'alerts',
      tagIds: members[0]?.tagIds ?? [],
      payload: { created, ...(ids.length <= mostIdsTold ? { ids } : {}) },
    };
  });
}

function parkedChanges(source: IngestSource, refused: readonly Refusal[], healed: number): Change[] {
  if (refused.length === 0 && healed === 0) return [];
  const reasons: Record<string, number> = {};
  for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return [
    {
      type: 'events_parked',
      description: `Parked ${refused.length} events, freed ${healed}.`,
      customerId: null,
      resource: { type: 'source', id: toId('source', source.id) },
      after: { reasons, freed: healed },
      topic: 'parked',
      payload: {},
    },
  ];
}

import type { Tx } from '../../../db/database.ts';
import type { Context } from '../../access/index.ts';
import { type AgentName, findAssets, instanceOf, refreshOpenAlerts } from '../../agents/index.ts';
import { loadDirectory, nextNumbers } from '../../customers/index.ts';
import {
  findParkedMarks,
  type IngestCounts,
  noCounts,
  parkEvents,
  unknownCustomerError,
  unparkEvents,
} from '../../siem/index.ts';
import { alertChanges, parkedChanges, type Saved } from './changes.ts';
import { resolveCustomer } from './customer-keys.ts';
import type { Draft, Refusal } from './draft.ts';
import { type Group, groupDrafts, type OwnedDraft } from './group.ts';
import type { IngestSource } from './source.ts';
import * as store from './store.ts';

/**
 * Takes what was read of one batch into the tables, in the transaction given: skips what is known, resolves customers and
 * assets, absorbs into open alerts, opens others, parks the rest, and records it all.
 */
export async function ingestOnce(
  tx: Tx,
  context: Context,
  source: IngestSource,
  read: readonly (Draft | Refusal)[],
): Promise<IngestCounts> {
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
  const newlyRefused = refused.filter(
    (one) => marks.get(place(one))?.error !== one.error || marks.get(place(one))?.reason !== one.reason,
  );
  counts.parked = newlyRefused.length;

  const saved = await saveGroups(tx, source, groupDrafts(owned), now);
  const healed = owned.map((one) => one.draft).filter((draft) => marks.has(place(draft)));
  const assetIds = saved.flatMap((one) => (one.group.assetId === null ? [] : [one.group.assetId]));
  await refreshOpenAlerts(tx, assetIds);
  await unparkEvents(tx, source.id, healed);
  await parkEvents(
    tx,
    source.id,
    newlyRefused.map((one) => ({ ...one, customerId: null })),
    now,
  );

  counts.created = saved.filter((one) => one.isNew).length;
  counts.absorbed = owned.length - counts.created;
  counts.known = high.length - counts.created - counts.absorbed - counts.parked;
  await context.record(tx, [...alertChanges(source, saved), ...parkedChanges(source, newlyRefused, healed.length)]);
  return counts;
}

const place = (one: store.Ref): string => `${one.index}\u0000${one.id}`;

async function assignOwners(
  tx: Tx,
  source: IngestSource,
  fresh: readonly (Draft | Refusal)[],
): Promise<{ owned: OwnedDraft[]; refused: Refusal[] }> {
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
    else
      refused.push({
        kind: 'refusal',
        index: one.index,
        id: one.id,
        reason: 'customer_unknown',
        error: unknownCustomerError(owner.unknown),
        occurredAt: one.occurredAt,
        body: one.context,
      });
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
  const instance =
    source.connectionId === undefined
      ? (draft.clusterName ?? source.instance)
      : instanceOf({ instance: source.instance, connectionId: source.connectionId }, draft.clusterName);
  return instance === null ? null : { draft, instance, externalId: id, name };
}

async function saveGroups(tx: Tx, source: IngestSource, groups: readonly Group[], now: Date): Promise<Saved[]> {
  const saved: Saved[] = [];
  let missing: readonly Group[] = groups;
  // Another source may open, or a person close, the alert of a key between two statements; then the next round finds it so.
  for (let round = 0; missing.length > 0; round++) {
    if (round >= 5) throw new Error('The alerts of a batch kept changing while it was written.');
    const open = new Map(
      (
        await store.lockOpenAlerts(
          tx,
          missing.map((group) => group.key),
        )
      ).map((alert) => [alert.key, alert]),
    );
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
  const predecessors = await store.findPredecessors(
    tx,
    groups.map((group) => group.key),
  );
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
  const alerts = groups.map(
    (group): store.NewAlert => ({
      group,
      number: numbers.get(group.key) ?? 0,
      predecessorId: predecessors.get(group.key) ?? null,
    }),
  );
  const made = await store.insertAlerts(tx, source.id, alerts, now);
  return groups.flatMap((group): Saved[] => {
    const alertId = made.get(group.key);
    return alertId === undefined ? [] : [{ alertId, group, tagIds: [], isNew: true }];
  });
}

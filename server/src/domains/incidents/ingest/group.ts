import { dedupeKey } from './dedupe.ts';
import type { Draft } from './draft.ts';

/** A draft that has an owner. */
export type OwnedDraft = { draft: Draft; customerId: number; assetId: number | null };

/** Events of one dedupe key within a batch: an alert to be, or more events of one that is there. */
export type Group = {
  key: string;
  customerId: number;
  /** The oldest event, which gives the alert its words. */
  head: Draft;
  events: readonly OwnedDraft[];
  assetId: number | null;
  /** Severity and level are the highest of its events. */
  severity: number;
  level: number | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
};

const byTime = (a: OwnedDraft, b: OwnedDraft) => a.draft.occurredAt.getTime() - b.draft.occurredAt.getTime();

/** Groups drafts by customer, rule, asset and title; in the order of the keys, so that two batches lock in one order. */
export function groupDrafts(drafts: readonly OwnedDraft[]): Group[] {
  const byKey = new Map<string, OwnedDraft[]>();
  for (const owned of drafts) {
    const key = dedupeKey({ customerId: owned.customerId, ...owned.draft });
    const members = byKey.get(key);
    if (members) members.push(owned);
    else byKey.set(key, [owned]);
  }
  const groups: Group[] = [];
  for (const [key, members] of byKey) {
    members.sort(byTime);
    const [head] = members;
    const last = members.at(-1);
    if (!head || !last) continue;
    const levels = members.flatMap((member) => member.draft.level ?? []);
    groups.push({
      key,
      customerId: head.customerId,
      head: head.draft,
      events: members,
      assetId: members.find((member) => member.assetId !== null)?.assetId ?? null,
      severity: Math.max(...members.map((member) => member.draft.severity)),
      level: levels.length === 0 ? null : Math.max(...levels),
      firstSeenAt: head.draft.occurredAt,
      lastSeenAt: last.draft.occurredAt,
    });
  }
  return groups.sort((a, b) => (a.key < b.key ? -1 : 1));
}

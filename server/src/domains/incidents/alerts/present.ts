import {
  type AlertRow,
  type AlertStatus,
  type CustomerRef,
  type Severity,
  severities,
  type UserRef,
  type Verdict,
} from '@watchfloor/contract';
import { toId } from '../../../lib/ids.ts';
import type { AlertRecord, VerdictCount } from './list.store.ts';

type Precedent = NonNullable<AlertRow['precedent']>;

export const severityWord = (rank: number): Severity => severities[rank] ?? 'info';
export const humanNumber = (mark: string, number: number): string => `${mark}-${number}`;
export const userRef = (id: number | null, name: string | null): UserRef | null =>
  id === null ? null : { id: toId('user', id), name: name ?? 'removed' };

const pairKey = (customerId: number, ruleId: string) => `${customerId}/${ruleId}`;

/** The most frequent verdict for each rule and customer, of how many closed alerts; `counts` comes most frequent first. */
export function precedentsOf(
  counts: readonly VerdictCount[],
): (row: { customerId: number; ruleId: string | null }) => Precedent | null {
  const byPair = Map.groupBy(counts, (one) => pairKey(one.customerId, one.ruleId));
  return ({ customerId, ruleId }) => {
    const found = ruleId === null ? undefined : byPair.get(pairKey(customerId, ruleId));
    const [first] = found ?? [];
    if (!found || !first) return null;
    return {
      verdict: first.verdict as Verdict,
      count: first.count,
      total: found.reduce((sum, one) => sum + one.count, 0),
    };
  };
}

/** A row of the queue as the contract has it. */
export function presentRow(row: AlertRecord, customer: CustomerRef, precedent: Precedent | null): AlertRow {
  return {
    id: toId('alert', row.id),
    number: humanNumber(customer.mark, row.number),
    customer,
    title: row.title,
    source: row.source,
    ruleId: row.ruleId,
    ruleLevel: row.ruleLevel,
    severity: severityWord(row.severity),
    status: row.status as AlertStatus,
    verdict: row.verdict as Verdict | null,
    assignee: userRef(row.assigneeId, row.assigneeName),
    assetName: row.assetName,
    eventCount: row.eventCount,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    precedent,
    version: row.version,
  };
}

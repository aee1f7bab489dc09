import type { Alert, Verdict } from '@watchfloor/contract';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { customerRefs } from '../../customers/index.ts';
import * as store from './detail.store.ts';
import { absent } from './list.service.ts';
import { countVerdicts, findAlert } from './list.store.ts';
import { humanNumber, precedentsOf, presentRow, severityWord, userRef } from './present.ts';

const days = 30;
const dayMs = 86_400_000;

/** One alert with what was decided before, its host and its relatives. @throws {Failure} `alert.not_found`, also outside the scope. */
export async function getAlert(context: Context, id: number): Promise<Alert> {
  const { scope } = context.actor;
  const now = context.clock.now();
  return context.read(async (tx) => {
    const row = await findAlert(tx, scope, id);
    const detail = row && (await store.findDetail(tx, scope, id));
    const customer = row && (await customerRefs(tx, [row.customerId])).get(row.customerId);
    if (!row || !detail || !customer) throw absent();
    const counts =
      row.ruleId === null ? [] : await countVerdicts(tx, scope, [{ customerId: row.customerId, ruleId: row.ruleId }]);
    const byDay = await store.countByDay(tx, scope, row, now);
    const related = await store.listRelated(tx, scope, row);
    return {
      ...presentRow(row, customer, precedentsOf(counts)(row)),
      description: detail.description,
      tactics: detail.tactics,
      techniques: detail.techniques,
      verdictReason: detail.reason,
      verdictNote: detail.note,
      verdictBy: userRef(detail.judgeId, detail.judgeName),
      duplicateOf:
        detail.duplicateMark === null || detail.duplicateNumber === null
          ? null
          : humanNumber(detail.duplicateMark, detail.duplicateNumber),
      predecessor:
        detail.predecessorId === null || detail.predecessorMark === null || detail.predecessorNumber === null
          ? null
          : {
              id: toId('alert', detail.predecessorId),
              number: humanNumber(detail.predecessorMark, detail.predecessorNumber),
              verdict: detail.predecessorVerdict as Verdict | null,
              closedAt: detail.predecessorClosedAt?.toISOString() ?? null,
            },
      asset:
        row.assetName === null
          ? null
          : {
              id: detail.assetId === null ? null : toId('asset', detail.assetId),
              name: row.assetName,
              operatingSystem: detail.operatingSystem,
              openAlerts: await store.countOpenOnHost(tx, scope, row),
              openFindings: detail.openFindings ?? 0,
              openExploited: detail.openExploited ?? 0,
            },
      assetNames: await store.listAssetNames(tx, id),
      precedents: counts.map((one) => ({ verdict: one.verdict as Verdict, count: one.count })),
      history: Array.from({ length: days }, (_, index) => {
        const on = new Date(now.getTime() - (days - 1 - index) * dayMs).toISOString().slice(0, 10);
        return { on, count: byDay.get(on) ?? 0 };
      }),
      related: related.map((one) => ({
        id: toId('alert', one.id),
        number: humanNumber(one.mark, one.number),
        title: one.title,
        severity: severityWord(one.severity),
        assetName: one.assetName,
        lastSeenAt: one.lastSeenAt.toISOString(),
        why: one.why,
      })),
      can: { update: context.can('alert:update') },
    };
  });
}

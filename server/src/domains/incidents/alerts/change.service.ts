import type { Done, Verdict } from '@watchfloor/contract';
import type { Tx } from '../../../db/database.ts';
import { Failure } from '../../../lib/failure.ts';
import { fromId, toId } from '../../../lib/ids.ts';
import type { Change, Context } from '../../access/index.ts';
import { refreshOpenAlerts } from '../../agents/index.ts';
import { type Action, applies, auditTypes, summarise } from './action.ts';
import { type Filter, understand } from './ask.ts';
import { refuseUnseen, scopeOfAssignee } from './assignee.ts';
import { lastSeenUntil } from './bound.store.ts';
import * as store from './change.store.ts';
import { absent } from './list.service.ts';
import { humanNumber } from './present.ts';
import { lookUp, type Wish, wrongOriginal } from './wish.ts';

export type Select = { ids: readonly string[] } | (Filter & { lastSeenUntil?: string | undefined });

const mostAtOnce = 10_000;
const mostIdsTold = 50;

/**
 * One action on chosen alerts or on all that match, as one operation that can be undone.
 * @throws {Failure} `alert.not_found` when one of the chosen is absent or outside the scope (nothing is changed then),
 * `bulk.too_many`, `query.invalid`, `verdict.reason_required`, `user.not_found`, `request.invalid` when the person to
 * whom alerts are given may not see one of them, or when a duplicate does not name an original that the actor sees.
 */
export async function changeAlerts(context: Context, select: Select, wish: Wish): Promise<Done> {
  return apply(context, select, wish, () => undefined);
}

/** One action on one alert, which cannot repeat itself. @throws {Failure} also `alert.already_closed`, `alert.not_closed`. */
export async function changeAlert(context: Context, id: string, wish: Wish): Promise<Done> {
  return apply(context, { ids: [id] }, wish, (alert) => {
    if (wish.kind === 'close' && wish.verdict === 'duplicate' && fromId('alert', wish.duplicateOf ?? '') === alert.id)
      throw wrongOriginal('An alert does not repeat itself. Name the first one.');
    if (wish.kind !== 'reopen' && alert.status === 'closed')
      throw new Failure('alert.already_closed', 'The alert is closed already. Reopen it to change it.');
    if (wish.kind === 'reopen' && alert.status !== 'closed')
      throw new Failure('alert.not_closed', 'The alert is not closed.');
  });
}

async function apply(
  context: Context,
  select: Select,
  wish: Wish,
  check: (alert: store.LockedAlert) => void,
): Promise<Done> {
  context.require('alert:update');
  const doneBy = actingUser(context);
  const now = context.clock.now();
  const seenByOther = await scopeOfAssignee(context, wish);
  return onceMore(() =>
    context.write(async (tx) => {
      const action = await lookUp(tx, context, wish, doneBy);
      const ids = await choose(tx, context, select);
      const locked = await store.lockAlerts(tx, context.actor.scope, ids);
      if ('ids' in select && locked.length < ids.length) throw absent();
      for (const alert of locked) check(alert);
      const changing = locked.filter((alert) => applies(action, alert));
      if (action.kind === 'assign' && seenByOther) refuseUnseen(seenByOther, action.assigneeName ?? '', changing);
      const summary = summarise(action, changing.length);
      const operationId = await store.insertOperation(
        tx,
        { kind: `alerts.${action.kind}`, summary, doneBy, count: changing.length },
        now,
      );
      await store.changeAlerts(
        tx,
        operationId,
        changing.map((alert) => alert.id),
        action,
        doneBy,
        now,
      );
      await refreshOpenAlerts(
        tx,
        changing.flatMap((alert) => alert.assetId ?? []),
      );
      await context.record(tx, changesOf(changing, auditTypes[action.kind], summarise(action, 1), afterOf(action)));
      return {
        operationId: toId('operation', operationId),
        count: changing.length,
        skipped: ids.length - changing.length,
        summary,
      };
    }),
  );
}

/**
 * Takes back one's own operation; alerts that somebody changed since are left and counted as skipped.
 * @throws {Failure} `operation.not_found`, also for somebody else's; `operation.undone`.
 */
export async function undoOperation(context: Context, operation: string): Promise<Done> {
  context.require('alert:update');
  const doneBy = actingUser(context);
  const id = fromId('operation', operation);
  const now = context.clock.now();
  return onceMore(() =>
    context.write(async (tx) => {
      const found = id === null ? null : await store.lockOperation(tx, id, doneBy);
      if (!found || !found.kind.startsWith('alerts.'))
        throw new Failure('operation.not_found', 'There is no such operation of yours.');
      if (found.undoneAt) throw new Failure('operation.undone', 'This was undone already.');
      const locked = await store.lockAlerts(tx, context.actor.scope, await store.findUnchanged(tx, found.id));
      // Asked again now that they are held: a change that was under way has ended.
      const unchanged = new Set(await store.findUnchanged(tx, found.id));
      const restoring = locked.filter((alert) => unchanged.has(alert.id));
      await store.restoreAlerts(
        tx,
        found.id,
        restoring.map((alert) => alert.id),
        now,
      );
      await refreshOpenAlerts(
        tx,
        restoring.flatMap((alert) => alert.assetId ?? []),
      );
      const summary = `Undone: ${found.summary}`;
      await context.record(tx, changesOf(restoring, 'alert_restored', summary, { undone: operation }));
      return { operationId: operation, count: restoring.length, skipped: found.count - restoring.length, summary };
    }),
  );
}

/** Reasons for a verdict, in the order of the digits that choose them. */
export async function listVerdictReasons(
  context: Context,
): Promise<{ code: string; label: string; verdict: Verdict }[]> {
  const rows = await context.read((tx) => store.listReasons(tx));
  return rows.map(({ code, label, verdict }) => ({ code, label, verdict: verdict as Verdict }));
}

function actingUser(context: Context): number {
  if (context.actor.userId === null)
    throw new Failure('permission.missing', 'Only a person can do this, since only a person can undo it.');
  return context.actor.userId;
}

async function choose(tx: Tx, context: Context, select: Select): Promise<number[]> {
  if ('ids' in select) {
    const ids = [...new Set(select.ids)].map((id) => fromId('alert', id));
    if (ids.includes(null)) throw absent();
    return ids.filter((id) => id !== null);
  }
  const ask = await understand(tx, context, select);
  const condition = lastSeenUntil(ask.compile(ask.node, 'a'), select.lastSeenUntil);
  const ids = await store.selectIds(tx, ask.scope, condition, mostAtOnce + 1);
  if (ids.length > mostAtOnce)
    throw new Failure(
      'bulk.too_many',
      `More than ${mostAtOnce.toLocaleString('en')} alerts match. Narrow the query and do it in parts.`,
    );
  return ids;
}

const afterOf = (action: Action): object => {
  if (action.kind === 'close')
    return { status: 'closed', verdict: action.verdict, ...(action.note === null ? {} : { note: action.note }) };
  return action.kind === 'assign' ? { assignee: action.assigneeName } : { status: 'open' };
};

/** An audit row for each alert; the first of each customer and set of tags also tells the stream. */
function changesOf(alerts: readonly store.LockedAlert[], type: string, description: string, after: object): Change[] {
  const parts = Map.groupBy(alerts, (alert) => `${alert.customerId}/${alert.tagIds.join()}`);
  return [...parts.values()].flatMap((members) => {
    const payload = members.length <= mostIdsTold ? { ids: members.map((one) => toId('alert', one.id)) } : {};
    return members.map(
      (alert, index): Change => ({
        type,
        description: description.replace('1 alert', humanNumber(alert.mark, alert.number)),
        customerId: alert.customerId,
        resource: { type: 'alert', id: toId('alert', alert.id) },
        before: { status: alert.status, version: alert.version },
        after,
        ...(index === 0 ? { topic: 'alerts', tagIds: alert.tagIds, payload } : {}),
      }),
    );
  });
}

/** An alert of the same key may open at the very moment another is opened again; the second try sees it. */
async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'constraint' in error && error.constraint === 'alerts_absorb')) throw error;
    return work();
  }
}

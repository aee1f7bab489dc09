import type { Verdict } from '@watchfloor/contract';
import type { Tx } from '../../../db/database.ts';
import { Failure } from '../../../lib/failure.ts';
import { fromId } from '../../../lib/ids.ts';
import { cleanText } from '../../../lib/text.ts';
import type { Context } from '../../access/index.ts';
import type { Action } from './action.ts';
import * as store from './change.store.ts';

/** An action as it is asked for. */
export type Wish =
  | {
      kind: 'close';
      verdict: Verdict;
      reason?: string | undefined;
      note?: string | undefined;
      duplicateOf?: string | undefined;
    }
  | { kind: 'assign'; assignee: string | null }
  | { kind: 'reopen' };

/**
 * Looks up what a wish names: the reason, the person, the original.
 * @throws {Failure} `verdict.reason_required`, `user.not_found`; `request.invalid` when a duplicate does not name its original,
 * or names one that is absent or outside the scope.
 */
export async function lookUp(tx: Tx, context: Context, wish: Wish, doneBy: number): Promise<Action> {
  if (wish.kind === 'reopen') return wish;
  if (wish.kind === 'assign') {
    if (wish.assignee === null) return { kind: 'assign', assigneeId: null, assigneeName: null };
    const id = wish.assignee === 'me' ? doneBy : fromId('user', wish.assignee);
    const found = id === null ? null : await store.findAssignee(tx, id);
    if (!found) throw new Failure('user.not_found', 'There is no such person, or their role does not work on alerts.');
    return { kind: 'assign', assigneeId: found.id, assigneeName: found.name };
  }
  return {
    kind: 'close',
    verdict: wish.verdict,
    reasonId: await lookUpReason(tx, wish.verdict, wish.reason),
    note: wish.note ? cleanText(wish.note) : null,
    duplicateOfId: await lookUpOriginal(tx, context, wish),
  };
}

async function lookUpReason(tx: Tx, verdict: Verdict, code: string | undefined): Promise<number | null> {
  if (code === undefined && verdict !== 'false_positive') return null;
  const reasons = (await store.listReasons(tx)).filter((reason) => reason.verdict === verdict);
  const found = reasons.find((reason) => reason.code === code);
  if (found) return found.id;
  const known = reasons.map((reason) => reason.code).join(', ');
  throw new Failure(
    'verdict.reason_required',
    known ? `Give one of the reasons of this verdict: ${known}.` : 'This verdict has no reasons. Leave the reason out.',
  );
}

async function lookUpOriginal(
  tx: Tx,
  context: Context,
  wish: Extract<Wish, { kind: 'close' }>,
): Promise<number | null> {
  if (wish.verdict !== 'duplicate') return null;
  if (wish.duplicateOf === undefined) throw wrongOriginal('Name the alert that this one repeats.');
  const id = fromId('alert', wish.duplicateOf);
  const [found] = id === null ? [] : await store.lockAlerts(tx, context.actor.scope, [id]);
  if (!found) throw wrongOriginal('There is no alert that this one could repeat by that id.');
  return found.id;
}

/** A duplicate whose original is missing or wrong; nothing is changed. */
export const wrongOriginal = (message: string): Failure =>
  new Failure('request.invalid', message, { fields: [{ pointer: '/duplicateOf', message }] });

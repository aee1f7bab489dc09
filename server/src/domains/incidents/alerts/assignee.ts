import { type Scope, seesCustomer, seesTags } from '../../../db/scope.ts';
import { Failure } from '../../../lib/failure.ts';
import { fromId } from '../../../lib/ids.ts';
import { type Context, scopeOfUser } from '../../access/index.ts';
import type { LockedAlert } from './change.store.ts';
import { humanNumber } from './present.ts';
import type { Wish } from './wish.ts';

/**
 * What the other person sees to whom alerts shall be given; null when the wish names nobody else. Read as the program,
 * for an actor sees only the grants of the own customers, and who has none at all sees every customer.
 */
export async function scopeOfAssignee(context: Context, wish: Wish): Promise<Scope | null> {
  if (wish.kind !== 'assign' || wish.assignee === null || wish.assignee === 'me') return null;
  const id = fromId('user', wish.assignee);
  return id === null ? null : scopeOfUser(context.asSystem(), id);
}

/** @throws {Failure} `request.invalid` that names the first alert which the person could not open; nothing is changed. */
export function refuseUnseen(
  scope: Scope,
  assignee: string,
  alerts: readonly Pick<LockedAlert, 'customerId' | 'tagIds' | 'mark' | 'number'>[],
): void {
  const unseen = alerts.filter(
    ({ customerId, tagIds }) => !seesCustomer(scope.customers, customerId) || !seesTags(scope.tags, tagIds),
  );
  const [first] = unseen;
  if (!first) return;
  const more = unseen.length === 1 ? '' : ` and ${unseen.length - 1} more of these`;
  const isCustomer = !seesCustomer(scope.customers, first.customerId);
  const message = `${assignee} may not see ${humanNumber(first.mark, first.number)}${more}. Choose somebody who sees ${isCustomer ? 'that customer' : 'alerts of that tag'}, or grant it first: npm run wf -- user grant ${assignee} ${isCustomer ? '--customer CODE' : '--tag TAG'}`;
  throw new Failure('request.invalid', message, { fields: [{ pointer: '/assignee', message }] });
}

import { seesCustomer } from '../../db/scope.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from '../access/index.ts';
import { customerRefs } from '../customers/index.ts';

/**
 * Refuses a customer that the actor may not see; `null`, the whole installation, is for those who see all customers.
 * @throws {Failure} `customer.not_found`.
 */
export async function refuseForeign(context: Context, customerId: number | null): Promise<void> {
  const { customers } = context.actor.scope;
  if (customerId === null) {
    if (customers.kind === 'all') return;
    throw new Failure('customer.not_found', 'Name one of your customers; a connection for all needs the sight of all.');
  }
  if (
    seesCustomer(customers, customerId) &&
    (await context.read((tx) => customerRefs(tx, [customerId]))).has(customerId)
  )
    return;
  throw new Failure('customer.not_found', 'There is no such customer.');
}

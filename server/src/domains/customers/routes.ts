import { customerRoutes as contract } from '@watchfloor/contract';
import { type Binding, on } from '../../http/binding.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { exportCustomers } from './export.ts';
import * as service from './service.ts';

const customerNumber = (id: string) => {
  const number = fromId('customer', id);
  if (number === null) throw new Failure('customer.not_found', 'There is no such customer.');
  return number;
};

/** `onAlias` is told of a new name, so that events that wait for it are tried again. */
export function customerRoutes(onAlias: (context: Context, value: string) => Promise<unknown>): Binding[] {
  return [
    on(contract.listCustomers, async (context, { query }) => ({
      items: await service.listCustomers(context, query.q),
    })),
    on(contract.exportCustomers, (context, { query }) => exportCustomers(context, query.q)),
    on(contract.getCustomer, async (context, { params }, exchange) => {
      const customer = await service.getCustomer(context, customerNumber(params.customerId));
      exchange.setVersion(customer.version);
      return customer;
    }),
    on(contract.createCustomer, async (context, { body }) => {
      const customer = await service.createCustomer(context, body);
      for (const key of [customer.code, ...customer.aliases.map((alias) => alias.value)]) await onAlias(context, key);
      return customer;
    }),
    on(contract.updateCustomer, (context, { params, body }, exchange) =>
      service.updateCustomer(context, customerNumber(params.customerId), body, exchange.ifMatch),
    ),
    on(contract.addAlias, async (context, { params, body }) => {
      const alias = await service.addAlias(context, customerNumber(params.customerId), body.value);
      await onAlias(context, body.value);
      return alias;
    }),
    on(contract.removeAlias, (context, { params }) =>
      service.removeAlias(context, customerNumber(params.customerId), fromId('alias', params.aliasId) ?? -1),
    ),
  ];
}

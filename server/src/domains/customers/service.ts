import type { Customer } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { proposeHue, proposeMark } from './rules.ts';
import * as store from './store.ts';

const aliasTaken = (value: string) =>
  new Failure('alias.exists', `The value ${value} already names a customer. Remove it there first.`);
const absent = () => new Failure('customer.not_found', 'There is no such customer.');

/** Makes sure that events without a key have an owner; setup gives it the organisation's own name. */
export async function ensureDefaultCustomer(system: Context): Promise<void> {
  await system.write(async (tx) => {
    const directory = await store.loadDirectory(tx);
    if (directory.defaultId === 0)
      await store.insertCustomer(tx, {
        code: 'own',
        name: 'Own organisation',
        mark: 'OWN',
        hue: '#8f9fe0',
        isDefault: true,
      });
  });
}

export async function listCustomers(context: Context, q?: string): Promise<Customer[]> {
  return (await context.read((tx) => store.listCustomers(tx, context.actor.scope, q))).map(present);
}

/** @throws {Failure} `customer.not_found`, also for one outside the scope. */
export async function getCustomer(context: Context, id: number): Promise<Customer> {
  const row = await context.read((tx) => store.findCustomer(tx, context.actor.scope, id));
  if (!row) throw absent();
  return present(row);
}

export type NewCustomer = {
  code: string;
  name: string;
  mark?: string | undefined;
  hue?: string | undefined;
  aliases?: readonly string[];
  isDemo?: boolean;
};

/** @throws {Failure} `customer.exists`, `alias.exists`; nothing is made then. */
export async function createCustomer(context: Context, input: NewCustomer): Promise<Customer> {
  const system = context.asSystem();
  const id = await system.write(async (tx) => {
    await store.lockNames(tx);
    if (await store.isAlias(tx, input.code)) throw aliasTaken(input.code);
    const used = await store.listMarks(tx);
    const mark = input.mark ?? proposeMark(input.name, input.code, new Set(used.map((row) => row.mark)));
    const hue = input.hue ?? proposeHue(used.map((row) => row.hue));
    const made = await store.insertCustomer(tx, {
      code: input.code,
      name: input.name,
      mark,
      hue,
      isDemo: input.isDemo ?? false,
    });
    if (made === null)
      throw new Failure('customer.exists', `The code ${input.code} or the mark ${mark} is taken. Choose another.`);
    for (const value of input.aliases ?? []) await addAliasRow(tx, made, value);
    await context.record(tx, {
      type: 'customer_created',
      description: `Created customer ${input.name}.`,
      customerId: made,
      resource: { type: 'customer', id: toId('customer', made) },
      after: { code: input.code, name: input.name, mark, hue },
      topic: 'customers',
    });
    return made;
  });
  return getCustomer(system, id);
}

async function addAliasRow(tx: Tx, customerId: number, value: string): Promise<number> {
  const id = await store.insertAlias(tx, customerId, value);
  if (id === null) throw aliasTaken(value);
  return id;
}

/** @throws {Failure} `customer.not_found`, `version.conflict`. */
export async function updateCustomer(
  context: Context,
  id: number,
  change: { name?: string | undefined; hue?: string | undefined },
  version: number | null,
): Promise<Customer> {
  await context.write(async (tx) => {
    const found = await store.findCustomer(tx, context.actor.scope, id);
    if (!found) throw absent();
    if ((await store.updateCustomer(tx, id, change, version, context.clock.now())) === null)
      throw new Failure('version.conflict', 'Somebody changed this customer since you read it. Read it again.');
    await context.record(tx, {
      type: 'customer_updated',
      description: `Changed customer ${found.name}.`,
      customerId: id,
      resource: { type: 'customer', id: toId('customer', id) },
      before: { name: found.name, hue: found.hue },
      after: change,
      topic: 'customers',
    });
  });
  return getCustomer(context, id);
}

/** @throws {Failure} `customer.not_found`, `alias.exists`. */
export async function addAlias(
  context: Context,
  customerId: number,
  value: string,
): Promise<{ id: string; value: string }> {
  const id = await context.asSystem().write(async (tx) => {
    if (!(await store.findCustomer(tx, context.actor.scope, customerId))) throw absent();
    await store.lockNames(tx);
    const made = await addAliasRow(tx, customerId, value);
    await context.record(tx, {
      type: 'customer_updated',
      description: `Added alias ${value}.`,
      customerId,
      resource: { type: 'customer', id: toId('customer', customerId) },
      after: { alias: value },
      topic: 'customers',
    });
    return made;
  });
  return { id: toId('alias', id), value };
}

/** @throws {Failure} `customer.not_found`, `alias.not_found`. */
export async function removeAlias(context: Context, customerId: number, aliasId: number): Promise<void> {
  await context.write(async (tx) => {
    if (!(await store.findCustomer(tx, context.actor.scope, customerId))) throw absent();
    const value = await store.deleteAlias(tx, customerId, aliasId);
    if (value === null) throw new Failure('alias.not_found', 'There is no such alias.');
    await context.record(tx, {
      type: 'customer_updated',
      description: `Removed alias ${value}.`,
      customerId,
      resource: { type: 'customer', id: toId('customer', customerId) },
      before: { alias: value },
      topic: 'customers',
    });
  });
}

const present = (row: store.CustomerRow): Customer => ({
  ...row,
  id: toId('customer', row.id),
  aliases: row.aliases.map((alias) => ({ id: toId('alias', alias.id), value: alias.value })),
  lastEventAt: row.lastEventAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

import { createCustomer as contract } from '@watchfloor/contract';
import { createCustomer, listCustomers } from '../../domains/customers/index.ts';
import { optional, repeated, required, type Verb, within, word } from '../verb.ts';

const { code: Code, name: Name, mark: Mark, aliases: Aliases } = contract.body.shape;

const customerCreate: Verb = {
  name: 'customer create',
  usage: 'CODE --name NAME [--mark MARK] [--alias VALUE]…',
  summary: 'Adds a customer.',
  words: 1,
  options: { name: { type: 'string' }, mark: { type: 'string' }, alias: { type: 'string', multiple: true } },
  run: async (shell, given) => {
    const code = within(Code, word(given, 0, 'The code'), 'CODE');
    const name = within(Name, required(given, 'name'), '--name');
    const mark = within(Mark, optional(given, 'mark'), '--mark');
    const aliases = within(Aliases, repeated(given, 'alias'), '--alias');
    const { system, domains } = await shell.open();
    const customer = await createCustomer(system, { code, name, mark, aliases });
    for (const key of [code, ...aliases]) await domains.replayForCustomerKey(system, key);
    shell.say({ id: customer.id, code, mark: customer.mark }, `Created ${customer.name} (${customer.mark}).`);
  },
};

const customerList: Verb = {
  name: 'customer list',
  usage: '',
  summary: 'Lists customers with their open alerts and findings.',
  words: 0,
  options: {},
  run: async (shell) => {
    const { system } = await shell.open();
    for (const customer of await listCustomers(system))
      shell.say({
        code: customer.code,
        name: customer.name,
        mark: customer.mark,
        aliases: customer.aliases.map((alias) => alias.value),
        openAlerts: customer.openAlerts,
        openFindings: customer.openFindings,
      });
  },
};

/** Verbs for customers. */
export const customerVerbs: readonly Verb[] = [customerCreate, customerList];

import { completeSetup, Password, roleNames } from '@watchfloor/contract';
import { runningAddress } from '../../app/claim.ts';
import { createUser, grants, newSetupToken } from '../../domains/access/index.ts';
import { findCustomerByCode } from '../../domains/customers/index.ts';
import { Failure } from '../../lib/failure.ts';
import type { Opened } from '../open.ts';
import { oneOf, optional, passwordOf, repeated, required, UsageError, type Verb, within, word } from '../verb.ts';

const { username: Username, email: Email, timeZone: TimeZone } = completeSetup.body.shape;

const setupLink: Verb = {
  name: 'setup-link',
  usage: '',
  summary: 'Prints a new single-use link for the first administrator.',
  words: 0,
  options: {},
  run: async (shell) => {
    const { system } = await shell.open();
    const token = await newSetupToken(system);
    if (token === null)
      throw new Failure('setup.refused', 'An administrator exists already. Add people with wf user create.');
    const { isPublicUrlGiven, publicUrl, dataDir } = shell.config;
    const address = isPublicUrlGiven ? publicUrl : ((await runningAddress(dataDir)) ?? publicUrl);
    const link = `${address}/setup?token=${token}`;
    shell.say({ link, validMinutes: 30 }, link);
  },
};

const userCreate: Verb = {
  name: 'user create',
  usage: '--role ROLE --email ADDRESS --username NAME --password-file FILE [--time-zone ZONE] [--customer CODE]…',
  summary: 'Adds a user.',
  words: 0,
  options: {
    role: { type: 'string' },
    email: { type: 'string' },
    username: { type: 'string' },
    'password-file': { type: 'string' },
    'time-zone': { type: 'string' },
    customer: { type: 'string', multiple: true },
  },
  run: async (shell, given) => {
    const role = oneOf(required(given, 'role'), roleNames, 'The role');
    const email = within(Email, required(given, 'email'), '--email');
    const username = within(Username, required(given, 'username'), '--username');
    const timeZone = within(TimeZone, optional(given, 'time-zone'), '--time-zone');
    const password = Password.safeParse(await passwordOf(given));
    if (password.error)
      throw new Failure('password.weak', password.error.issues[0]?.message ?? 'It is not a password.');
    const opened = await shell.open();
    // Looked up first: a code that nobody has must not leave a user behind.
    const customers = await customerIds(opened, repeated(given, 'customer'));
    await createUser(opened.system, { username, email, password: password.data, role, timeZone });
    for (const id of customers) await grants.grantCustomer(opened.system, username, id);
    shell.say({ username, role }, `Created ${username} as ${role}.`);
  },
};

/** @throws {Failure} `customer.not_found` for the first code that nobody has. */
async function customerIds({ system }: Opened, codes: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const code of codes) {
    const customer = await system.read((tx) => findCustomerByCode(tx, { kind: 'all' }, code));
    if (!customer) throw new Failure('customer.not_found', `There is no customer ${code}. See wf customer list.`);
    ids.push(customer.id);
  }
  return ids;
}

/** A verb that changes what a user sees and prints what that is now. */
const granting = (
  verb: Pick<Verb, 'name' | 'summary'>,
  changeCustomer: typeof grants.grantCustomer,
  changeTag: typeof grants.grantTag,
): Verb => ({
  ...verb,
  usage: 'NAME (--customer CODE | --tag TAG)…',
  words: 1,
  options: { customer: { type: 'string', multiple: true }, tag: { type: 'string', multiple: true } },
  run: async (shell, given) => {
    const username = word(given, 0, 'The user name');
    const [codes, tags] = [repeated(given, 'customer'), repeated(given, 'tag')];
    if (codes.length + tags.length === 0) throw new UsageError('Name a --customer or a --tag.');
    const opened = await shell.open();
    for (const id of await customerIds(opened, codes)) await changeCustomer(opened.system, username, id);
    for (const tag of tags) await changeTag(opened.system, username, tag);
    const granted = await grants.describe(opened.system, username);
    const customers = granted.seesAllCustomers ? 'every customer' : granted.customers.join(', ') || 'no customer';
    const line = `${username} sees ${customers}; tags: ${granted.tags.join(', ') || 'none'}.`;
    shell.say({ username, ...granted }, line);
  },
});

const userGrant = granting(
  { name: 'user grant', summary: 'Lets a user see a customer, or alerts of a tag.' },
  grants.grantCustomer,
  grants.grantTag,
);

const userRevoke = granting(
  { name: 'user revoke', summary: 'Takes a grant back.' },
  grants.revokeCustomer,
  grants.revokeTag,
);

/** Verbs for the people who sign in. */
export const userVerbs: readonly Verb[] = [setupLink, userCreate, userGrant, userRevoke];

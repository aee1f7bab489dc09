import { readFile } from 'node:fs/promises';
import { roleNames } from '@watchfloor/contract';
import { runningAddress } from '../../app/claim.ts';
import { createUser, grants, newSetupToken } from '../../domains/access/index.ts';
import { createCustomer, findCustomerByCode, listCustomers } from '../../domains/customers/index.ts';
import { Failure } from '../../lib/failure.ts';
import { type Given, oneOf, optional, required, type Shell, UsageError, type Verb, word } from '../verb.ts';
import type { Opened } from '../open.ts';

/** The first line of a file that holds a password; never an argument, which others on the machine could read. */
export async function passwordFrom(given: Given, name = 'password-file'): Promise<string> {
  const file = required(given, name);
  try {
    return ((await readFile(file, 'utf8')).split(/\r?\n/)[0] ?? '').trim();
  } catch (error) {
    throw new UsageError(`The file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

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
    const email = required(given, 'email');
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError('--email is not an address.');
    const username = required(given, 'username');
    const password = await passwordFrom(given);
    if (password.length < 12 || password.length > 128)
      throw new Failure('password.weak', 'A password has 12 to 128 characters.');
    const opened = await shell.open();
    // Looked up first: a code that nobody has must not leave a user behind.
    const customers: number[] = [];
    for (const code of listOf(given, 'customer')) customers.push(await customerId(opened, code));
    const timeZone = optional(given, 'time-zone') ?? 'UTC';
    await createUser(opened.system, { username, email, password, role, timeZone });
    for (const id of customers) await grants.grantCustomer(opened.system, username, id);
    shell.say({ username, role }, `Created ${username} as ${role}.`);
  },
};

const listOf = (given: Given, name: string): string[] => {
  const value = given.options[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
};

async function customerId(opened: Opened, code: string): Promise<number> {
  const row = await opened.system.read((tx) => findCustomerByCode(tx, { kind: 'all' }, code));
  if (!row) throw new Failure('customer.not_found', `There is no customer ${code}. See wf customer list.`);
  return row.id;
}

/** What `user grant` and `user revoke` name. @throws {UsageError} when it is nothing. */
function namedGrants(given: Given): { name: string; customers: string[]; tags: string[] } {
  const name = word(given, 0, 'The user name');
  const [customers, tags] = [listOf(given, 'customer'), listOf(given, 'tag')];
  if (customers.length + tags.length === 0) throw new UsageError('Name a --customer or a --tag.');
  return { name, customers, tags };
}

async function tellGrants(shell: Shell, { system }: Opened, name: string): Promise<void> {
  const granted = await grants.describe(system, name);
  const { customers, tags, seesAllCustomers } = granted;
  const whose = seesAllCustomers ? 'every customer' : customers.length === 0 ? 'no customer' : customers.join(', ');
  shell.say({ username: name, ...granted }, `${name} sees ${whose}; tags: ${tags.join(', ') || 'none'}.`);
}

const userGrant: Verb = {
  name: 'user grant',
  usage: 'NAME (--customer CODE | --tag TAG)…',
  summary: 'Lets a user see a customer, or alerts of a tag.',
  words: 1,
  options: { customer: { type: 'string', multiple: true }, tag: { type: 'string', multiple: true } },
  run: async (shell, given) => {
    const { name, customers, tags } = namedGrants(given);
    const opened = await shell.open();
    for (const code of customers) await grants.grantCustomer(opened.system, name, await customerId(opened, code));
    for (const tag of tags) await grants.grantTag(opened.system, name, tag);
    await tellGrants(shell, opened, name);
  },
};

const userRevoke: Verb = {
  name: 'user revoke',
  usage: 'NAME (--customer CODE | --tag TAG)…',
  summary: 'Takes a grant back.',
  words: 1,
  options: { customer: { type: 'string', multiple: true }, tag: { type: 'string', multiple: true } },
  run: async (shell, given) => {
    const { name, customers, tags } = namedGrants(given);
    const opened = await shell.open();
    for (const code of customers) await grants.revokeCustomer(opened.system, name, await customerId(opened, code));
    for (const tag of tags) await grants.revokeTag(opened.system, name, tag);
    await tellGrants(shell, opened, name);
  },
};

/** What `role grant` and `role revoke` name. @throws {UsageError} when a part is missing. */
const namedRole = (given: Given) => ({
  role: oneOf(word(given, 0, 'The role'), roleNames, 'The role'),
  tag: required(given, 'tag'),
});

const roleGrant: Verb = {
  name: 'role grant',
  usage: 'ROLE --tag TAG',
  summary: 'Lets everybody of a role see alerts of a tag.',
  words: 1,
  options: { tag: { type: 'string' } },
  run: async (shell, given) => {
    const { role, tag } = namedRole(given);
    const { system } = await shell.open();
    await grants.grantRoleTag(system, role, tag);
    shell.say({ role, tag }, 'Granted.');
  },
};

const roleRevoke: Verb = {
  name: 'role revoke',
  usage: 'ROLE --tag TAG',
  summary: 'Takes a tag back from a role.',
  words: 1,
  options: { tag: { type: 'string' } },
  run: async (shell, given) => {
    const { role, tag } = namedRole(given);
    const { system } = await shell.open();
    await grants.revokeRoleTag(system, role, tag);
    shell.say({ role, tag }, 'Taken back.');
  },
};

const tagCreate: Verb = {
  name: 'tag create',
  usage: 'NAME',
  summary: 'Adds a tag to the dictionary.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const { system } = await shell.open();
    const id = await grants.createTag(system, word(given, 0, 'The name'));
    shell.say({ id, name: given.words[0] }, `Tag ${given.words[0]}.`);
  },
};

const tagAccess: Verb = {
  name: 'tag access',
  usage: 'on|off [--untagged visible_to_all|admin_only|default_tag] [--default-tag NAME]',
  summary: 'Says whether tags restrict what analysts see, and what happens to alerts without one.',
  words: 1,
  options: { untagged: { type: 'string' }, 'default-tag': { type: 'string' } },
  run: async (shell, given) => {
    const isEnabled = oneOf(word(given, 0, 'on or off'), ['on', 'off'], 'The word after tag access') === 'on';
    const untagged = oneOf(
      optional(given, 'untagged') ?? 'visible_to_all',
      ['visible_to_all', 'admin_only', 'default_tag'],
      '--untagged',
    );
    const { system } = await shell.open();
    const access = await grants.setTagAccess(system, {
      isEnabled,
      untagged,
      defaultTag: optional(given, 'default-tag') ?? null,
    });
    shell.say({ ...access });
  },
};

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
    const reached = isPublicUrlGiven ? publicUrl : ((await runningAddress(dataDir)) ?? publicUrl);
    const link = `${reached}/setup?token=${token}`;
    shell.say({ link, validMinutes: 30 }, link);
  },
};

const customerCreate: Verb = {
  name: 'customer create',
  usage: 'CODE --name NAME [--mark MARK] [--alias VALUE]…',
  summary: 'Adds a customer.',
  words: 1,
  options: { name: { type: 'string' }, mark: { type: 'string' }, alias: { type: 'string', multiple: true } },
  run: async (shell, given) => {
    const code = word(given, 0, 'The code');
    if (!/^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/.test(code))
      throw new UsageError('A code has 3 to 32 small letters, digits and hyphens.');
    const mark = optional(given, 'mark');
    if (mark !== undefined && !/^[A-Z]{2,8}$/.test(mark)) throw new UsageError('A mark has 2 to 8 capital letters.');
    const { system, domains } = await shell.open();
    const aliases = listOf(given, 'alias');
    const customer = await createCustomer(system, { code, name: required(given, 'name'), mark, aliases });
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
    for (const row of await listCustomers(system))
      shell.say({
        code: row.code,
        name: row.name,
        mark: row.mark,
        aliases: row.aliases.map((alias) => alias.value),
        openAlerts: row.openAlerts,
        openFindings: row.openFindings,
      });
  },
};

export const peopleVerbs = [
  userCreate,
  userGrant,
  userRevoke,
  roleGrant,
  roleRevoke,
  tagCreate,
  tagAccess,
  setupLink,
  customerCreate,
  customerList,
];

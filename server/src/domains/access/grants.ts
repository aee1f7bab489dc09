import type { RoleName } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from './context.ts';
import * as store from './grants.store.ts';
import type { TagAccess } from './rules.ts';
import { scopeOfUser } from './service.ts';

async function userId(tx: Tx, name: string): Promise<number> {
  const id = await store.findUserId(tx, name);
  if (id === null) throw new Failure('user.not_found', `There is no user ${name}.`);
  return id;
}

/** Runs a change of a user's grants and records it as what it is: a change of what they may see; what was so already is not. */
function changed(
  context: Context,
  name: string,
  description: string,
  work: (tx: Tx, id: number) => Promise<boolean>,
): Promise<void> {
  return context.write(async (tx) => {
    if (!(await work(tx, await userId(tx, name)))) return;
    await context.record(tx, {
      type: 'permission_escalation',
      description: `${description} ${name}.`,
      customerId: null,
      resource: { type: 'user', id: name },
    });
  });
}

export const grantCustomer = (context: Context, name: string, customerId: number) =>
  changed(context, name, `Granted customer ${customerId} to`, (tx, id) =>
    store.insertGrant(tx, 'customer', id, customerId),
  );
export const revokeCustomer = (context: Context, name: string, customerId: number) =>
  changed(context, name, `Took customer ${customerId} from`, (tx, id) =>
    store.deleteGrant(tx, 'customer', id, customerId),
  );
export const grantTag = (context: Context, name: string, tag: string) =>
  changed(context, name, `Granted tag ${tag} to`, async (tx, id) =>
    store.insertGrant(tx, 'tag', id, await store.ensureTag(tx, tag)),
  );
export const revokeTag = (context: Context, name: string, tag: string) =>
  changed(context, name, `Took tag ${tag} from`, async (tx, id) => {
    const tagId = await store.findTag(tx, tag);
    if (tagId === null) throw new Failure('request.invalid', `There is no tag ${tag}.`);
    return store.deleteGrant(tx, 'tag', id, tagId);
  });

export const grantRoleTag = (context: Context, role: RoleName, tag: string) =>
  context.write(async (tx) => {
    await store.insertRoleTag(tx, role, await store.ensureTag(tx, tag));
    await context.record(tx, {
      type: 'permission_escalation',
      description: `Granted tag ${tag} to role ${role}.`,
      customerId: null,
      resource: { type: 'role', id: role },
    });
  });

/** The id of the tag with that name, made when it is new. */
export const createTag = (context: Context, name: string) => context.write((tx) => store.ensureTag(tx, name));

/** Customers and tags granted to a user; without a customer an analyst sees all of them, and a contact none. */
export async function describe(
  context: Context,
  name: string,
): Promise<{ customers: string[]; tags: string[]; seesAllCustomers: boolean }> {
  const { id, ...granted } = await context.read(async (tx) => {
    const id = await userId(tx, name);
    return { id, ...(await store.listGrants(tx, id)) };
  });
  return { ...granted, seesAllCustomers: (await scopeOfUser(context, id))?.customers.kind === 'all' };
}

/** @throws {Failure} `request.invalid`: the rule default_tag needs a tag. */
export function setTagAccess(
  context: Context,
  input: { isEnabled: boolean; untagged: TagAccess['untagged']; defaultTag: string | null },
): Promise<TagAccess> {
  if (input.untagged === 'default_tag' && input.defaultTag === null)
    throw new Failure('request.invalid', 'The rule default_tag needs a default tag.');
  return context.write(async (tx) => {
    const access: TagAccess = {
      isEnabled: input.isEnabled,
      untagged: input.untagged,
      defaultTagId: input.defaultTag === null ? null : await store.ensureTag(tx, input.defaultTag),
    };
    await store.saveTagAccess(tx, access, context.clock.now());
    await context.record(tx, {
      type: 'config_change',
      description: 'Changed tag access.',
      customerId: null,
      resource: { type: 'settings', id: 'tagAccess' },
      after: access,
      topic: 'settings',
    });
    return access;
  });
}

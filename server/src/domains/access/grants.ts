import type { RoleName } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from './context.ts';
import * as store from './grants.store.ts';
import type { TagAccess } from './rules.ts';
import { scopeOfUser } from './session.ts';

async function userId(tx: Tx, name: string): Promise<number> {
  const id = await store.findUserId(tx, name);
  if (id === null) throw new Failure('user.not_found', `There is no user ${name}.`);
  return id;
}

const idOf = { user: userId, role: store.roleId };
type Holder = keyof typeof idOf;

/** The id of the tag with that name; made, and recorded, when it is new. */
async function ensureTag(context: Context, tx: Tx, name: string): Promise<number> {
  const { id, isNew } = await store.ensureTag(tx, name);
  if (isNew)
    await context.record(tx, {
      type: 'tag_created',
      description: `Made tag ${name}.`,
      customerId: null,
      resource: { type: 'tag', id: name },
    });
  return id;
}

async function requireTag(tx: Tx, name: string): Promise<number> {
  const id = await store.findTag(tx, name);
  if (id === null) throw new Failure('request.invalid', `There is no tag ${name}.`);
  return id;
}

/** Runs a change of grants and records whether people may see more by it or less; what was so already is not recorded. */
function changed(
  context: Context,
  type: 'permission_escalation' | 'permission_revoked',
  holder: Holder,
  name: string,
  description: string,
  work: (tx: Tx, id: number) => Promise<boolean>,
): Promise<void> {
  return context.write(async (tx) => {
    if (!(await work(tx, await idOf[holder](tx, name)))) return;
    await context.record(tx, {
      type,
      description: `${description} ${holder === 'role' ? 'role ' : ''}${name}.`,
      customerId: null,
      resource: { type: holder, id: name },
    });
  });
}

const grantedTag = (context: Context, holder: Holder, name: string, tag: string) =>
  changed(context, 'permission_escalation', holder, name, `Granted tag ${tag} to`, async (tx, id) =>
    store.insertGrant(tx, `${holder}Tag`, id, await ensureTag(context, tx, tag)),
  );
const revokedTag = (context: Context, holder: Holder, name: string, tag: string) =>
  changed(context, 'permission_revoked', holder, name, `Took tag ${tag} from`, async (tx, id) =>
    store.deleteGrant(tx, `${holder}Tag`, id, await requireTag(tx, tag)),
  );

export const grantCustomer = (context: Context, name: string, customerId: number) =>
  changed(context, 'permission_escalation', 'user', name, `Granted customer ${customerId} to`, (tx, id) =>
    store.insertGrant(tx, 'userCustomer', id, customerId),
  );
export const revokeCustomer = (context: Context, name: string, customerId: number) =>
  changed(context, 'permission_revoked', 'user', name, `Took customer ${customerId} from`, (tx, id) =>
    store.deleteGrant(tx, 'userCustomer', id, customerId),
  );
export const grantTag = (context: Context, name: string, tag: string) => grantedTag(context, 'user', name, tag);
export const revokeTag = (context: Context, name: string, tag: string) => revokedTag(context, 'user', name, tag);
export const grantRoleTag = (context: Context, role: RoleName, tag: string) => grantedTag(context, 'role', role, tag);
export const revokeRoleTag = (context: Context, role: RoleName, tag: string) => revokedTag(context, 'role', role, tag);

/** The id of the tag with that name, made when it is new. */
export const createTag = (context: Context, name: string) => context.write((tx) => ensureTag(context, tx, name));

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
    const before = await store.lockTagAccess(tx);
    const access: TagAccess = {
      isEnabled: input.isEnabled,
      untagged: input.untagged,
      defaultTagId: input.defaultTag === null ? null : await ensureTag(context, tx, input.defaultTag),
    };
    await store.saveTagAccess(tx, access, context.clock.now());
    await context.record(tx, {
      type: 'config_change',
      description: 'Changed tag access.',
      customerId: null,
      resource: { type: 'settings', id: 'tagAccess' },
      before,
      after: access,
      topic: 'settings',
    });
    return access;
  });
}

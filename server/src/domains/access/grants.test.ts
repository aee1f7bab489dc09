import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { meet } from '../../../test/meeting.ts';
import * as grants from './grants.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const codes = async (caller: { cookie: string }) => {
  app.clock.advance(1_001);
  return (await app.call(caller, 'getSession')).reply.customers.map((customer) => customer.code);
};

test('a granted customer narrows an analyst, and taking the last grant opens all again', async () => {
  const [one, two] = [await app.given.customer({ code: 'harbor' }), await app.given.customer({ code: 'kestrel' })];
  const analyst = await app.given.user({ role: 'analyst' });
  expect(await codes(analyst)).toEqual(expect.arrayContaining(['harbor', 'kestrel', 'own']));
  await grants.grantCustomer(app.system, analyst.username.toUpperCase(), one.id);
  await grants.grantCustomer(app.system, analyst.username, one.id);
  expect(await codes(analyst)).toEqual(['harbor']);
  await grants.grantCustomer(app.system, analyst.username, two.id);
  expect((await codes(analyst)).sort()).toEqual(['harbor', 'kestrel']);
  await grants.revokeCustomer(app.system, analyst.username, one.id);
  await grants.revokeCustomer(app.system, analyst.username, two.id);
  expect(await codes(analyst)).toContain('own');
});

test('grants are told by name, and a tag is one whatever its case', async () => {
  const analyst = await app.given.user({ role: 'analyst' });
  await grants.grantTag(app.system, analyst.username, 'Night-Shift');
  await grants.grantTag(app.system, analyst.username, 'night-shift');
  expect(await grants.describe(app.system, analyst.username)).toEqual({
    customers: [],
    tags: ['Night-Shift'],
    seesAllCustomers: true,
  });
  expect(await grants.createTag(app.system, 'NIGHT-SHIFT')).toBe(await grants.createTag(app.system, 'night-shift'));
  await grants.revokeTag(app.system, analyst.username, 'night-shift');
  expect(await grants.describe(app.system, analyst.username)).toMatchObject({ customers: [], tags: [] });
});

const recordedOf = (type: string, id: string) =>
  app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select(['event_type', 'description', 'before', 'after'])
      .where('resource_type', '=', type)
      .where('resource_id', '=', id)
      .orderBy('id')
      .execute(),
  );

test('a grant of the role reaches each of its people, and is taken from each of them', async () => {
  await grants.setTagAccess(app.system, { isEnabled: true, untagged: 'admin_only', defaultTag: null });
  const customer = await app.given.customer();
  await app.given.alerts(2, { customerId: customer.id, tags: [await app.given.tag('shared')] });
  const readers = [
    await app.given.user({ role: 'readonly' }),
    await app.given.user({ role: 'readonly', customers: [customer.id] }),
  ];
  const seen = async () => {
    app.clock.advance(3_001);
    const counts = readers.map((reader) => app.call(reader, 'countAlerts', { query: { q: '' } }));
    return (await Promise.all(counts)).map((answer) => answer.reply.total.value);
  };
  expect(await seen()).toEqual([0, 0]);
  await grants.grantRoleTag(app.system, 'readonly', 'shared');
  expect(await seen()).toEqual([2, 2]);
  await grants.revokeRoleTag(app.system, 'analyst', 'shared');
  expect(await seen()).toEqual([2, 2]);
  await grants.revokeRoleTag(app.system, 'readonly', 'SHARED');
  expect(await seen()).toEqual([0, 0]);
});

test('what a role is granted and loses is written down, each once', async () => {
  for (let n = 0; n < 2; n++) await grants.grantRoleTag(app.system, 'customer', 'Written');
  for (let n = 0; n < 2; n++) await grants.revokeRoleTag(app.system, 'customer', 'written');
  await expect(grants.revokeRoleTag(app.system, 'customer', 'Misspelt')).rejects.toThrow('There is no tag Misspelt.');
  const changes = (await recordedOf('role', 'customer')).map((row) => [row.event_type, row.description]);
  expect(changes).toEqual([
    ['permission_escalation', 'Granted tag Written to role customer.'],
    ['permission_revoked', 'Took tag written from role customer.'],
  ]);
});

test('a tag is written down when it is made, whoever needed it first, and not when it is there', async () => {
  const analyst = await app.given.user({ role: 'analyst' });
  const uses = [
    (name: string) => grants.createTag(app.system, name),
    (name: string) => grants.grantTag(app.system, analyst.username, name),
    (name: string) => grants.grantRoleTag(app.system, 'analyst', name),
    (name: string) =>
      grants.setTagAccess(app.system, { isEnabled: false, untagged: 'visible_to_all', defaultTag: name }),
  ];
  for (const [n, use] of uses.entries()) {
    await use(`First-${n}`);
    for (const again of uses) await again(`FIRST-${n}`);
    const made = (await recordedOf('tag', `First-${n}`)).map((row) => [row.event_type, row.description]);
    expect(made).toEqual([['tag_created', `Made tag First-${n}.`]]);
    expect(await recordedOf('tag', `FIRST-${n}`)).toEqual([]);
  }
});

test('a change of tag access tells what was before', async () => {
  const at = (await recordedOf('settings', 'tagAccess')).length;
  await grants.setTagAccess(app.system, { isEnabled: false, untagged: 'visible_to_all', defaultTag: null });
  await grants.setTagAccess(app.system, { isEnabled: true, untagged: 'admin_only', defaultTag: null });
  await grants.setTagAccess(app.system, { isEnabled: true, untagged: 'visible_to_all', defaultTag: null });
  const access = (isEnabled: boolean, untagged: string) => ({ isEnabled, untagged, defaultTagId: null });
  const [off, strict, loose] = [
    access(false, 'visible_to_all'),
    access(true, 'admin_only'),
    access(true, 'visible_to_all'),
  ];
  const changes = (await recordedOf('settings', 'tagAccess')).slice(at + 1);
  expect(changes.map(({ before, after }) => ({ before, after }))).toEqual([
    { before: off, after: strict },
    { before: strict, after: loose },
  ]);
});

test('the first change of tag access tells that tags restricted nothing before', async () => {
  const fresh = await startTestApp();
  await grants.setTagAccess(fresh.system, { isEnabled: true, untagged: 'admin_only', defaultTag: null });
  const { before } = await fresh.system.read((tx) =>
    tx.selectFrom('audit_events').select('before').where('resource_id', '=', 'tagAccess').executeTakeFirstOrThrow(),
  );
  await fresh.close();
  expect(before).toEqual({ isEnabled: false, untagged: 'visible_to_all', defaultTagId: null });
});

test('a grant is written down as a change of what somebody may see', async () => {
  const contact = await app.given.user({ role: 'customer' });
  await grants.grantTag(app.system, contact.username, 'seen');
  const events = await app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select('description')
      .where('event_type', '=', 'permission_escalation')
      .where('resource_id', '=', contact.username)
      .execute(),
  );
  expect(events).toEqual([{ description: `Granted tag seen to ${contact.username}.` }]);
});

test('a grant that is there already, or was never there, is no change and leaves no row behind', async () => {
  const contact = await app.given.user({ role: 'customer' });
  const customer = await app.given.customer();
  const recorded = async () =>
    (
      await app.system.read((tx) =>
        tx.selectFrom('audit_events').select('id').where('resource_id', '=', contact.username).execute(),
      )
    ).length;
  await grants.createTag(app.system, 'idle');
  await grants.revokeTag(app.system, contact.username, 'idle');
  await grants.revokeCustomer(app.system, contact.username, customer.id);
  expect(await recorded()).toBe(0);
  for (let n = 0; n < 2; n++) {
    await grants.grantCustomer(app.system, contact.username, customer.id);
    await grants.grantTag(app.system, contact.username, 'IDLE');
  }
  expect(await recorded()).toBe(2);
});

test('taking back a tag that nobody made is refused and makes none', async () => {
  const analyst = await app.given.user({ role: 'analyst' });
  await expect(grants.revokeTag(app.system, analyst.username, 'Misspelt')).rejects.toMatchObject({
    code: 'request.invalid',
    message: 'There is no tag Misspelt.',
  });
  const made = await app.system.read((tx) =>
    tx.selectFrom('tags').select('id').where('name', '=', 'Misspelt').execute(),
  );
  expect(made).toEqual([]);
});

test('who has no customer granted sees every one as an analyst, and none as a contact of a customer', async () => {
  const customer = await app.given.customer();
  for (const [role, sees] of [
    ['admin', true],
    ['analyst', true],
    ['readonly', true],
    ['customer', false],
  ] as const) {
    const user = await app.given.user({ role });
    expect([role, (await grants.describe(app.system, user.username)).seesAllCustomers]).toEqual([role, sees]);
    await grants.grantCustomer(app.system, user.username, customer.id);
    expect(await grants.describe(app.system, user.username)).toEqual({
      customers: [customer.code],
      tags: [],
      seesAllCustomers: role === 'admin',
    });
  }
});

test('an unknown person and a default tag that is missing are refused', async () => {
  await expect(grants.grantTag(app.system, 'nobody', 'x')).rejects.toMatchObject({ code: 'user.not_found' });
  expect(() => grants.setTagAccess(app.system, { isEnabled: true, untagged: 'default_tag', defaultTag: null })).toThrow(
    'needs a default tag',
  );
  expect(
    await grants.setTagAccess(app.system, { isEnabled: true, untagged: 'default_tag', defaultTag: 'open' }),
  ).toMatchObject({ untagged: 'default_tag', defaultTagId: expect.any(Number) });
});

test('two who need one new tag at the same time get the same tag', async () => {
  const create = (name: string) => (context: TestApp['system']) => grants.createTag(context, name);
  const [first, second] = await meet(app.db, app.system, create('Twice'), () => create('twice')(app.system));
  expect(first).toEqual({ status: 'fulfilled', value: expect.any(Number) });
  expect(second).toEqual(first);
});

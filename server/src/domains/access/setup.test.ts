import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { newSetupToken } from './setup.ts';
import { createUser } from './users.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const body = (token: string, more: object = {}) => ({
  body: {
    token,
    username: 'ines',
    email: 'ines@harbor-dental.example',
    password: 'four words of a phrase',
    organisation: 'Harbor Dental',
    timeZone: 'Europe/Zurich',
    ...more,
  },
});
const token = async () => {
  const made = await newSetupToken(app.system);
  if (made === null) throw new Error('There is an administrator already.');
  return made;
};

test('the setup link makes the first administrator, names the own organisation and signs in; then it is used up', async () => {
  const link = await token();
  expect((await app.call(null, 'getSetup', { query: { token: link } })).reply).toEqual({
    isNeeded: true,
    isTokenGood: true,
  });
  const answer = await app.call(null, 'completeSetup', body(link));
  expect(answer.reply).toMatchObject({
    username: 'ines',
    role: 'admin',
    timeZone: 'Europe/Zurich',
    seesAllCustomers: true,
    customers: [{ name: 'Harbor Dental' }],
  });
  const session = { cookie: answer.headers['set-cookie']?.split(';')[0] ?? '' };
  expect((await app.call(session, 'getSession')).reply.username).toBe('ines');
  expect((await app.call(null, 'getSetup', { query: { token: link } })).reply).toEqual({
    isNeeded: false,
    isTokenGood: false,
  });
  expect(
    (await app.call(null, 'completeSetup', body(link, { username: 'eve', email: 'eve@kestrel.example' }))).outcome,
  ).toBe('setup.refused');
  expect(await newSetupToken(app.system)).toBeNull();
});

test('two people with the link at the same time: one becomes administrator', async () => {
  const link = await token();
  const answers = await Promise.all(
    ['ines', 'eve', 'mallory'].map((username) =>
      app.call(null, 'completeSetup', body(link, { username, email: `${username}@harbor-dental.example` })),
    ),
  );
  expect(answers.map((answer) => answer.outcome).sort()).toEqual(['200', 'setup.refused', 'setup.refused']);
});

test('a link is good for 30 minutes, also beside those that others print', async () => {
  const first = await token();
  app.clock.advance(29 * 60_000);
  const second = await token();
  expect((await app.call(null, 'getSetup', { query: { token: first } })).reply.isTokenGood).toBe(true);
  app.clock.advance(60_000 + 1);
  expect((await app.call(null, 'completeSetup', body(first))).outcome).toBe('setup.refused');
  // The refusal of one leaves the other good.
  expect((await app.call(null, 'completeSetup', body(second))).status).toBe(200);
});

test('the first administrator ends every link, also one that was used at the same moment', async () => {
  const links = [await token(), await token(), await token(), await token()];
  const answers = await Promise.all(
    links.map((link, n) =>
      app.call(null, 'completeSetup', body(link, { username: `ines-${n}`, email: `ines-${n}@harbor-dental.example` })),
    ),
  );
  expect(answers.map((answer) => answer.outcome).sort()).toEqual([
    '200',
    'setup.refused',
    'setup.refused',
    'setup.refused',
  ]);
  const admins = await app.system.read((tx) =>
    tx
      .selectFrom('users')
      .innerJoin('roles', 'roles.id', 'users.role_id')
      .where('roles.name', '=', 'admin')
      .selectAll()
      .execute(),
  );
  expect(admins).toHaveLength(1);
  expect(await app.system.read((tx) => tx.selectFrom('setup_tokens').selectAll().execute())).toEqual([]);
});

test('a refusal leaves the link good and nobody behind', async () => {
  const link = await token();
  expect((await app.call(null, 'completeSetup', body(link, { password: 'ines-ines-ines-ines' }))).outcome).toBe(
    'password.weak',
  );
  expect((await app.call(null, 'completeSetup', body(link, { password: 'short' }))).outcome).toBe('request.invalid');
  expect((await app.call(null, 'completeSetup', body('made-up-token'))).outcome).toBe('setup.refused');
  expect((await app.call(null, 'getSetup', { query: { token: link } })).reply).toEqual({
    isNeeded: true,
    isTokenGood: true,
  });
  expect((await app.call(null, 'completeSetup', body(link))).status).toBe(200);
});

test('a name or an address is taken once, whatever its case, and the link stays good', async () => {
  await createUser(app.system, {
    username: 'Ines',
    email: 'other@harbor-dental.example',
    password: 'four words of a phrase',
    role: 'analyst',
    timeZone: 'UTC',
  });
  const link = await token();
  expect((await app.call(null, 'completeSetup', body(link))).outcome).toBe('user.exists');
  await expect(
    createUser(app.system, {
      username: 'eve',
      email: 'OTHER@harbor-dental.example',
      password: 'four words of a phrase',
      role: 'analyst',
      timeZone: 'UTC',
    }),
  ).rejects.toThrow('is taken');
  expect((await app.call(null, 'completeSetup', body(link, { username: 'marta' }))).status).toBe(200);
});

test('guessing setup tokens is slowed down', async () => {
  await token();
  const outcomes = new Set<string>();
  for (let n = 0; n < 61; n++)
    outcomes.add(
      (await app.call(null, 'completeSetup', body(`guess-${n}`, { password: 'ines-ines-ines-ines' }))).outcome,
    );
  expect(outcomes).toContain('throttle.exceeded');
});

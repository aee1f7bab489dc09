import { createHook } from 'node:async_hooks';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { hashPassword } from './password.ts';

const password = 'four words of a phrase';
let app: TestApp;
let passwordHash: string;
let name = '';
let count = 0;

beforeAll(async () => {
  [app, passwordHash] = await Promise.all([startTestApp(), hashPassword(password)]);
});
afterAll(() => app.close());
beforeEach(async () => {
  name = `person-${++count}`;
  await app.given.user({ role: 'analyst', username: name, passwordHash });
});

const login = (username: string, word = password, headers: Record<string, string> = {}) =>
  app.call(null, 'login', { body: { username, password: word } }, headers);
const cookieOf = (answer: { headers: Record<string, string> }) => ({
  cookie: answer.headers['set-cookie']?.split(';')[0] ?? '',
});
const events = (type: string) =>
  app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select(['actor_name', 'description'])
      .where('event_type', '=', type)
      .where('actor_name', '=', name)
      .execute(),
  );

test('a person signs in by name or address, whatever the case, and is told what they may do', async () => {
  for (const spelled of [name, name.toUpperCase(), `${name}@Harbor-Dental.example`]) {
    const answer = await login(spelled);
    expect(answer.reply).toMatchObject({
      username: name,
      role: 'analyst',
      seesAllCustomers: true,
      permissions: expect.arrayContaining(['alert:update']),
    });
    expect((await app.call(cookieOf(answer), 'getSession')).reply.username).toBe(name);
  }
  expect(await events('login_success')).toHaveLength(3);
});

test('the cookie is for our pages alone, and the token is kept only as a hash', async () => {
  const answer = await login(name);
  const cookie = answer.headers['set-cookie'] ?? '';
  expect(cookie).toMatch(/^wf=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
  const token = cookie.slice(3, 46);
  const { rows } = await app.db.asOwner((owner) =>
    sql<{
      found: boolean;
    }>`select exists (select from sessions where encode(token_hash, 'escape') like ${`%${token}%`}) as found`.execute(
      owner,
    ),
  );
  expect(rows).toEqual([{ found: false }]);
  expect(answer.text).not.toContain(token);
});

test('a wrong password, an unknown name and a person who was switched off get the same answer', async () => {
  const off = await app.given.user({ role: 'analyst', passwordHash, isActive: false });
  const [wrong, unknown, inactive] = [
    await login(name, 'not the right phrase'),
    await login(`nobody-${count}`),
    await login(off.username),
  ];
  const plain = (answer: typeof wrong) => ({
    ...answer.problem,
    traceId: '',
    status: answer.status,
    cookie: answer.headers['set-cookie'],
  });
  expect(wrong.outcome).toBe('session.refused');
  expect(plain(unknown)).toEqual(plain(wrong));
  expect(plain(inactive)).toEqual(plain(wrong));
  expect(await events('login_failed')).toHaveLength(1);
});

test('an unknown name costs the hashing that a wrong password costs', async () => {
  await login(`stranger-${count}`, 'not the right phrase'); // the decoy is made once
  const hashings = async (username: string) => {
    let seen = 0;
    const hook = createHook({
      init: (_id, type) => {
        if (type === 'ARGON2REQUEST') seen++;
      },
    }).enable();
    await login(username, 'not the right phrase');
    hook.disable();
    return seen;
  };
  expect(await hashings(name)).toBe(1);
  expect(await hashings(`other-stranger-${count}`)).toBe(1);
});

test('five wrong tries lock the name for 30 s and never for ever; the right password opens it afterwards', async () => {
  for (let n = 0; n < 5; n++) expect((await login(name, 'not the right phrase')).outcome).toBe('session.refused');
  const locked = await login(name);
  expect(locked.outcome).toBe('throttle.exceeded');
  expect(locked.headers['retry-after']).toBe('30');
  app.clock.advance(30_001);
  expect((await login(name)).status).toBe(200);
  expect((await login(name, 'not the right phrase')).outcome).toBe('session.refused');
});

test('a name locked ever again waits 15 minutes at most', async () => {
  for (let n = 0; n < 12; n++) {
    await login(name, 'not the right phrase');
    app.clock.advance(901_000);
  }
  expect((await login(name)).status).toBe(200);
});

test('a name is locked for one address only, also for a name that does not exist', async () => {
  const proxied = await startTestApp({ url: app.url, environment: { WF_TRUST_PROXY: 'on' } });
  const from = (ip: string, username: string, word: string) =>
    proxied.call(null, 'login', { body: { username, password: word } }, { 'x-forwarded-for': ip });
  for (const username of [name, `ghost-${count}`]) {
    for (let n = 0; n < 5; n++) await from('198.51.100.1', username, 'not the right phrase');
    expect((await from('198.51.100.1', username, password)).outcome).toBe('throttle.exceeded');
  }
  expect((await from('198.51.100.2', name, password)).status).toBe(200);
  await proxied.close();
});

test('a session ends by itself after half an hour of silence, and after twelve hours in any case', async () => {
  const silent = cookieOf(await login(name));
  app.clock.advance(30 * 60_000 + 1);
  expect((await app.call(silent, 'getSession')).outcome).toBe('session.missing');
  const busy = cookieOf(await login(name));
  for (let n = 0; n < 35; n++) {
    app.clock.advance(20 * 60_000);
    expect((await app.call(busy, 'getSession')).status).toBe(200);
  }
  app.clock.advance(21 * 60_000);
  expect((await app.call(busy, 'getSession')).outcome).toBe('session.missing');
});

test('signing out ends the session at once and takes the cookie back', async () => {
  const session = cookieOf(await login(name));
  const answer = await app.call(session, 'logout');
  expect(answer.status).toBe(204);
  expect(answer.headers['set-cookie']).toMatch(/^wf=; .*Max-Age=0/);
  expect((await app.call(session, 'getSession')).outcome).toBe('session.missing');
  expect((await app.call(null, 'logout')).outcome).toBe('session.missing');
});

test('a password change ends every other session of the person, and the old password', async () => {
  const [here, elsewhere] = [cookieOf(await login(name)), cookieOf(await login(name))];
  expect((await app.call(elsewhere, 'getSession')).status).toBe(200);
  const next = 'six other words that nobody knows';
  expect((await app.call(here, 'changePassword', { body: { current: 'not the right phrase', next } })).outcome).toBe(
    'session.refused',
  );
  expect(
    (await app.call(here, 'changePassword', { body: { current: password, next: `${name} likes tea a lot` } })).outcome,
  ).toBe('password.weak');
  expect((await app.call(here, 'changePassword', { body: { current: password, next } })).status).toBe(204);
  app.clock.advance(1_001);
  expect((await app.call(elsewhere, 'getSession')).outcome).toBe('session.missing');
  expect((await app.call(here, 'getSession')).status).toBe(200);
  expect((await login(name)).outcome).toBe('session.refused');
  expect((await login(name, next)).status).toBe(200);
  expect(await events('password_change')).toHaveLength(1);
});

test('guessing the present password in a session is slowed down like a sign-in', async () => {
  const session = cookieOf(await login(name));
  const change = () =>
    app.call(session, 'changePassword', {
      body: { current: 'not the right phrase', next: 'six other words that nobody knows' },
    });
  for (let n = 0; n < 5; n++) expect((await change()).outcome).toBe('session.refused');
  expect((await change()).outcome).toBe('throttle.exceeded');
});

test('a person who is switched off or given another role is so within a second', async () => {
  const session = cookieOf(await login(name));
  expect((await app.call(session, 'getSession')).reply.role).toBe('analyst');
  await app.system.write((tx) =>
    sql`update users set role_id = (select id from roles where name = 'readonly') where username = ${name}`.execute(tx),
  );
  app.clock.advance(1_001);
  expect((await app.call(session, 'getSession')).reply.role).toBe('readonly');
  await app.system.write((tx) => sql`update users set is_active = false where username = ${name}`.execute(tx));
  app.clock.advance(1_001);
  expect((await app.call(session, 'getSession')).outcome).toBe('session.missing');
});

test('a token that was made up is nobody', async () => {
  for (const cookie of [
    'wf=',
    'wf=short',
    `wf=${'A'.repeat(43)}`,
    `wf=${"x' or 1=1 --".padEnd(43, 'y')}`,
    'other=1',
    `__Host-wf=${'A'.repeat(43)}`,
  ])
    expect((await app.call({ cookie }, 'getSession')).outcome).toBe('session.missing');
});

test('a flood of sign-ins from one address is stopped before it costs hashing', async () => {
  const flooded = await startTestApp();
  const outcomes: string[] = [];
  for (let n = 0; n < 62; n++)
    outcomes.push((await flooded.call(null, 'login', { body: { username: `guess-${n}`, password: 'x' } })).outcome);
  expect(outcomes.filter((outcome) => outcome === 'session.refused')).toHaveLength(60);
  expect(outcomes.slice(60)).toEqual(['throttle.exceeded', 'throttle.exceeded']);
  flooded.clock.advance(61_000);
  expect((await flooded.call(null, 'login', { body: { username: 'guess', password: 'x' } })).outcome).toBe(
    'session.refused',
  );
  await flooded.close();
});

test('what is over is forgotten each night: ended sessions and tries that no lock looks back to, and nothing else', async () => {
  const own = await startTestApp();
  const user = await own.given.user();
  const count = async () => {
    const [sessions, tries] = await own.system.read(async (tx) => [
      await tx.selectFrom('sessions').selectAll().execute(),
      await tx.selectFrom('throttle').select('key').orderBy('key').execute(),
    ]);
    return { sessions: sessions?.length, tries: tries?.map((row) => ('key' in row ? row.key : '')) };
  };
  const guess = (username: string) => own.call(null, 'login', { body: { username, password: 'x' } });
  await guess('early');
  own.clock.advance(25 * 3_600_000);
  await own.given.session(user.id);
  await guess('late');
  expect(await count()).toMatchObject({
    sessions: 2,
    tries: expect.arrayContaining([expect.stringContaining('early')]),
  });
  await own.runJob('tidy-runs');
  expect(await count()).toEqual({ sessions: 1, tries: ['login-address:127.0.0.1', 'login:late:127.0.0.1'] });
  await own.close();
});

test('people who can be given work are told to those who give it', async () => {
  const analyst = await app.given.user({ role: 'analyst' });
  const reader = await app.given.user({ role: 'readonly' });
  const names = (await app.call(analyst, 'listUsers')).reply.items.map((user) => user.name);
  expect(names).toContain(analyst.username);
  expect(names).not.toContain(reader.username);
  expect((await app.call(reader, 'listUsers')).outcome).toBe('permission.missing');
});

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GivenUser } from '../../../test/given.ts';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { meet, outcomesOf } from '../../../test/meeting.ts';
import type { Context } from './context.ts';
import { hashPassword } from './password.ts';
import { login, readSession } from './session.ts';
import { changePassword } from './users.ts';

const old = 'four words of a phrase';
const next = 'six other words that nobody knows';
const wrong = 'not the right phrase';
const from = { ip: '198.51.100.7', agent: null };
let app: TestApp;
let passwordHash: string;
let user: GivenUser;
let count = 0;
beforeAll(async () => {
  [app, passwordHash] = await Promise.all([startTestApp(), hashPassword(old)]);
});
afterAll(() => app.close());
beforeEach(async () => {
  user = await app.given.user({ username: `person-${++count}`, passwordHash });
  app.clock.advance(61_000);
});

const signIn =
  (password = old) =>
  (context: Context) =>
    login(context, { username: user.username, password }, from);
/** Changes the password in a session of its own. */
const change = async (to: string, current = old) => {
  const session = await readSession(app.system, (await app.given.session(user.id)).slice('wf='.length));
  if (!session) throw new Error('There is no session.');
  return (context: Context) => changePassword(context, session, { current, next: to });
};
const countSessions = async () =>
  (await app.system.read((tx) => sql`select from sessions where user_id = ${user.id}`.execute(tx))).rows.length;

test('a sign-in with a password that is changed meanwhile is refused, and leaves no session behind', async () => {
  const both = await meet(app.db, app.system, await change(next), () => signIn()(app.system));
  expect(outcomesOf(both)).toEqual(['done', 'session.refused']);
  expect(await countSessions()).toBe(1);
});

test('a password change ends also the session that is begun at that moment', async () => {
  const changes = await change(next);
  // The first transaction of a sign-in counts it, the second begins the session.
  const both = await meet(app.db, app.system, signIn(), () => changes(app.system), 2);
  expect(outcomesOf(both)).toEqual(['done', 'done']);
  expect(await countSessions()).toBe(1);
});

test('of two who change a password at the same time one did, and the other is told that the present one is wrong', async () => {
  const [one, two] = [await change(next), await change(`${next} too`)];
  const both = await meet(app.db, app.system, one, () => two(app.system));
  expect(outcomesOf(both)).toEqual(['done', 'session.refused']);
  expect(await signIn(next)(app.system)).toBeTypeOf('string');
});

test('who is switched off while they sign in is not signed in', async () => {
  const off = (context: Context) =>
    context.write((tx) => sql`update users set is_active = false where id = ${user.id}`.execute(tx));
  const both = await meet(app.db, app.system, off, () => signIn()(app.system));
  expect(outcomesOf(both)).toEqual(['done', 'session.refused']);
});

/** The same context, which does something behind its second reading: the person was found and the password is yet to be checked. */
function interrupted(own: Context, work: () => Promise<unknown>): Context {
  let reads = 0;
  const context: Context = {
    ...own,
    asSystem: () => context,
    read: async (reading) => {
      const found = await own.read(reading);
      if (++reads === 2) await work();
      return found;
    },
  };
  return context;
}

test('of many guesses at once five are answered, and the others like those that come late', async () => {
  const outcomes = outcomesOf(await Promise.allSettled(Array.from({ length: 9 }, () => signIn(wrong)(app.system))));
  expect(outcomes.toSorted()).toEqual([
    ...Array.from({ length: 5 }, () => 'session.refused'),
    ...Array.from({ length: 4 }, () => 'throttle.exceeded'),
  ]);
  app.clock.advance(901_000);
  await expect(signIn(wrong)(app.system)).rejects.toMatchObject({ code: 'session.refused' });
});

test('many guesses at once are worth no more than five: the right one among them is refused like one that comes late', async () => {
  const guessFive = (guess: (context: Context) => Promise<unknown>) => async () => {
    for (let n = 0; n < 5; n++) await expect(guess(app.system)).rejects.toMatchObject({ code: 'session.refused' });
  };
  const locked = { code: 'throttle.exceeded', retryAfterS: 30 };
  await expect(signIn()(interrupted(app.system, guessFive(signIn(wrong))))).rejects.toMatchObject(locked);
  const [right, guess] = [await change(next), await change(next, wrong)];
  await expect(right(interrupted(app.system, guessFive(guess)))).rejects.toMatchObject(locked);
  app.clock.advance(30_001);
  expect(await signIn()(app.system)).toBeTypeOf('string');
});

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { type Actor, anonymous } from './actor.ts';
import type { Change } from './context.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const person = (change: Partial<Actor> = {}): Actor => ({
  ...anonymous('192.0.2.1', 'a browser'),
  userId: null,
  name: 'ines',
  role: 'analyst',
  permissions: new Set(['alert:read']),
  ...change,
});
const change = (type: string, more: Partial<Change> = {}): Change => ({
  type,
  description: 'A change of a test.',
  customerId: null,
  resource: { type: 'thing', id: '7' },
  topic: 'settings',
  ...more,
});
const rowsOf = (type: string) =>
  app.system.read(async (tx) => ({
    audit: await tx.selectFrom('audit_events').selectAll().where('event_type', '=', type).execute(),
    outbox: (
      await sql<{
        topic: string;
        tag_ids: number[];
        customer_id: number | null;
      }>`select topic, tag_ids, customer_id from outbox where payload ->> 'type' = ${type}`.execute(tx)
    ).rows,
  }));

test('the audit row and the stream row commit with the change', async () => {
  const context = app.as(person());
  await context.write((tx) =>
    context.record(tx, change('committed', { before: { a: 1 }, after: { a: 2 }, payload: { type: 'committed' } })),
  );
  const { audit, outbox } = await rowsOf('committed');
  expect(audit).toMatchObject([
    {
      actor_name: 'ines',
      ip: '192.0.2.1',
      user_agent: 'a browser',
      resource_type: 'thing',
      resource_id: '7',
      before: { a: 1 },
      after: { a: 2 },
      result: 'done',
      at: app.clock.now(),
    },
  ]);
  expect(outbox).toEqual([{ topic: 'settings', tag_ids: [], customer_id: null }]);
});

test('a change that fails leaves neither', async () => {
  const context = app.as(person());
  const failing = context.write(async (tx) => {
    await context.record(tx, change('rolled_back', { payload: { type: 'rolled_back' } }));
    throw new Error('It did not work.');
  });
  await expect(failing).rejects.toThrow('It did not work.');
  expect(await rowsOf('rolled_back')).toEqual({ audit: [], outbox: [] });
});

test('many changes are two statements, each with its own tags and customer', async () => {
  const customer = await app.given.customer();
  const changes = Array.from({ length: 500 }, (_, n): Change => {
    const { topic, ...quiet } = change('many', {
      customerId: n % 2 ? customer.id : null,
      tagIds: n % 3 ? [] : [n, n + 1],
      payload: { type: 'many' },
    });
    return n === 499 || topic === undefined ? quiet : { ...quiet, topic };
  });
  await app.system.write((tx) => app.system.record(tx, changes));
  const { audit, outbox } = await rowsOf('many');
  expect([audit.length, outbox.length]).toEqual([500, 499]);
  expect(outbox.filter((row) => row.customer_id === customer.id)).toHaveLength(249);
  expect(outbox[3]?.tag_ids).toEqual([3, 4]);
  await app.system.write((tx) => app.system.record(tx, []));
});

test('a right that is missing is named, and the program itself asks nobody', () => {
  const context = app.as(person());
  expect(context.can('alert:read')).toBe(true);
  expect(() => context.require('alert:update')).toThrow('Your role lacks the right alert:update.');
  expect(() => app.system.require('settings:update')).not.toThrow();
});

test('acting as the program keeps who asked', async () => {
  const context = app.as(person({ name: 'marta' })).asSystem();
  await context.write((tx) => context.record(tx, change('as_system')));
  expect((await rowsOf('as_system')).audit).toMatchObject([{ actor_name: 'marta', ip: '192.0.2.1' }]);
  expect(context.actor.scope.customers.kind).toBe('all');
});

test('somebody who is not signed in reads nothing', async () => {
  await app.given.customer();
  expect(await app.as(anonymous(null, null)).read((tx) => tx.selectFrom('customers').select('id').execute())).toEqual(
    [],
  );
});

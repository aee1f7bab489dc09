import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../test/database.ts';
import { createDatabase, type Database } from '../../../db/database.ts';
import { type Context, systemContext } from '../../access/index.ts';
import { beginTurn, holdTurn, tryLockSource } from './turn.store.ts';
import { inTurn } from './turn.ts';

let clone: TestDatabase;
let db: Database;
let context: Context;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  context = systemContext({
    db,
    clock: { now: () => new Date('2025-02-01T10:00:00.000Z') },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
});
afterAll(async () => {
  await db.close();
  await clone.drop();
});

test('whoever waits works when the other is done; whoever does not is told that another has it', async () => {
  const notes: string[] = [];
  await inTurn(context, 7, { waits: false }, async () => {
    const waiting = inTurn(context, 7, { waits: true }, async () => notes.push('the one who waited'));
    expect(await inTurn(context, 7, { waits: false }, async () => notes.push('nobody'))).toBeNull();
    notes.push('the first');
    setImmediate(() => void waiting);
  });
  await expect.poll(() => notes).toEqual(['the first', 'the one who waited']);
});

test('whoever waits can be called off', async () => {
  await inTurn(context, 8, { waits: false }, async () => {
    const stop = new AbortController();
    const waiting = inTurn(context, 8, { waits: true, signal: stop.signal }, async () => 'never');
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow();
  });
});

test('a turn ends when another begins, also for one who did not notice', async () => {
  const [source] = await context.write(async (tx) => {
    const connection = await sql<{
      id: number;
    }>`insert into connections (kind, name) values ('wazuh-manager', 'm') returning id`.execute(tx);
    return (
      await sql<{ id: number }>`insert into sources (connection_id, purpose, delivery, name, product, index_pattern)
        values (${connection.rows[0]?.id}, 'agents', 'pull', 's', 'wazuh', '') returning id`.execute(tx)
    ).rows;
  });
  const id = source?.id ?? 0;
  const first = await context.write((tx) => beginTurn(tx, id));
  expect(await context.write((tx) => holdTurn(tx, id, first))).toBe(true);
  const second = await context.write((tx) => beginTurn(tx, id));
  expect(second).toBeGreaterThan(first);
  expect(await context.write((tx) => holdTurn(tx, id, first))).toBe(false);
  expect(await context.write((tx) => holdTurn(tx, id, second))).toBe(true);
  expect(await context.write((tx) => holdTurn(tx, id + 1_000, second))).toBe(false);
});

test('one worker has a source until its transaction ends; other sources are free meanwhile', async () => {
  await context.write(async (tx) => {
    expect(await tryLockSource(tx, 1)).toBe(true);
    const others = await context.write(async (other) => [await tryLockSource(other, 1), await tryLockSource(other, 2)]);
    expect(others).toEqual([false, true]);
  });
  expect(await context.write((tx) => tryLockSource(tx, 1))).toBe(true);
});

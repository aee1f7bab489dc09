import { findingStatuses } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './list/world.fixture.ts';
import { closedStatuses, exposedStatuses, isExposed } from './status.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ now: () => new Date() });
});
afterAll(() => world.close());

test('every status either asks for work or does not', () => {
  expect([...exposedStatuses, ...closedStatuses].sort()).toEqual([...findingStatuses].sort());
  expect(findingStatuses.filter(isExposed).sort()).toEqual([...exposedStatuses].sort());
});

test('the partial indexes and the table know the same statuses as the code', async () => {
  const definitions = await world.system.read(async (tx) => {
    const { rows } = await sql<{ told: string }>`
      select pg_get_indexdef(indexrelid) as told from pg_index where indrelid = 'findings'::regclass and indpred is not null
      union all select pg_get_constraintdef(oid) from pg_constraint where conname = 'findings_status_check'`.execute(
      tx,
    );
    return rows.map((row) => row.told);
  });
  const named = definitions
    .map((told) => [...told.matchAll(/'([a-z_]+)'::text/g)].map((match) => match[1] ?? '').sort())
    .filter((words) => words.length > 2);
  const known = [exposedStatuses, closedStatuses, findingStatuses].map((words) => [...words].sort().join(' '));
  expect(new Set(named.map((words) => words.join(' ')))).toEqual(new Set(known));
});

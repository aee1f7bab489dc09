import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase } from '../../../../test/database.ts';
import { createDatabase } from '../../../db/database.ts';
import { listMigrations, migrateDown, migrateUp } from '../../../db/migrator.ts';
import type { Scope, TagScope } from '../../../db/scope.ts';
import { fromId } from '../../../lib/ids.ts';
import { makeWorld, type World } from '../testing/world.ts';
import { findDrift, foldCounts } from './counts.store.ts';
import { getAlert } from './detail.service.ts';
import { listAlerts } from './list.service.ts';
import { countVerdicts, verdictStatement } from './list.store.ts';

let world: World;
const run = (text: ReturnType<typeof sql>) => world.db.asOwner((owner) => text.execute(owner));

/** Alerts of rule 5710 at kestrel: `count` closed ones of a verdict with the tags, or one that is open. */
const insert = (count: number, verdict: string | null, tags: number[]) => sql`
  insert into alerts (customer_id, number, title, source, rule_id, severity, status, verdict, closed_at, dedupe_key, tag_ids, first_seen_at, last_seen_at)
  select (select id from customers where code = 'kestrel'), coalesce((select max(number) from alerts), 0) + n, 'Failed login', 'wazuh', '5710', 2,
    case when ${verdict}::text is null then 'open' else 'closed' end, ${verdict}, case when ${verdict}::text is null then null else now() end,
    gen_random_uuid(), ${tags}::int[], now(), now() from generate_series(1, ${count}::int) n`;

beforeAll(async () => {
  world = await makeWorld();
  await run(insert(5, 'false_positive', [1]));
  await run(insert(3, 'true_positive', [2, 3]));
  await run(insert(2, 'inconclusive', []));
  await run(insert(1, 'duplicate', [1, 3]));
  for (const tags of [[], [1], [2], [9]]) await run(insert(1, null, tags));
});
afterAll(() => world.close());

const of = (tags: TagScope): Scope => ({ customers: { kind: 'all' }, tags });
const these = (ids: number[], untagged = false): Scope => of({ kind: 'these', ids, untagged });

test.each<[string, Scope, Record<string, number>]>([
  ['all tags', of({ kind: 'all' }), { false_positive: 5, true_positive: 3, inconclusive: 2, duplicate: 1 }],
  ['one tag', these([1]), { false_positive: 5, duplicate: 1 }],
  ['a tag that is one of two', these([2]), { true_positive: 3 }],
  ['two tags, of which one alert has both', these([1, 3]), { false_positive: 5, true_positive: 3, duplicate: 1 }],
  ['what has no tag', these([], true), { inconclusive: 2 }],
  ['a tag or none', these([2], true), { true_positive: 3, inconclusive: 2 }],
  ['a tag that no judged alert has', these([9]), {}],
  ['nothing', these([]), {}],
])('who may see %s sees judgements of those alerts counted, and of no other', async (_, scope, expected) => {
  const pair = { customerId: world.customers.kestrel, ruleId: '5710' };
  const counts = await world.db.read(scope, (tx) => countVerdicts(tx, scope, [pair]));
  expect(Object.fromEntries(counts.map((one) => [one.verdict, one.count]))).toEqual(expected);
});

test('the queue, the pane and has:precedent agree on what a person behind a tag may know', async () => {
  const cases: [string, Scope, { verdict: string; count: number; total: number } | null][] = [
    ['amy', these([1]), { verdict: 'false_positive', count: 5, total: 6 }],
    ['bea', these([2]), { verdict: 'true_positive', count: 3, total: 3 }],
    ['cat', these([9]), null],
  ];
  for (const [name, scope, precedent] of cases) {
    const person = await world.person(name, 'analyst', scope);
    const { items } = await listAlerts(person, { q: 'is:open', sort: 'newest', limit: 10 });
    expect(items.map((row) => row.precedent)).toEqual([precedent]);
    const alert = await getAlert(person, fromId('alert', items[0]?.id ?? '') ?? 0);
    expect(alert.precedent).toEqual(precedent);
    expect(alert.precedents.reduce((sum, one) => sum + one.count, 0)).toBe(precedent?.total ?? 0);
    const found = await listAlerts(person, { q: 'is:open has:precedent', sort: 'newest', limit: 10 });
    expect(found.items).toHaveLength(precedent === null ? 0 : 1);
  }
});

test('a judged alert that gets another tag is counted behind that one, and folding keeps it there', async () => {
  const pair = { customerId: world.customers.kestrel, ruleId: '5710' };
  const count = async (scope: Scope) =>
    (await world.db.read(scope, (tx) => countVerdicts(tx, scope, [pair]))).map((one) => [one.verdict, one.count]);
  await run(sql`update alerts set tag_ids = '{7}' where verdict = 'duplicate'`);
  expect(await count(these([7]))).toEqual([['duplicate', 1]]);
  expect(await count(these([1]))).toEqual([['false_positive', 5]]);
  await world.system.write((tx) => foldCounts(tx));
  expect(await count(these([7]))).toEqual([['duplicate', 1]]);
  expect(await world.system.read((tx) => findDrift(tx))).toEqual({ classes: 0, alerts: 0 });
});

test('a count that moved to another tag is told as drift, though the sum is right', async () => {
  await run(sql`update rule_verdicts set tag_ids = '{8}' where verdict = 'inconclusive'`);
  expect(await world.system.read((tx) => findDrift(tx))).toEqual({ classes: 2, alerts: 4 });
  await run(sql`update rule_verdicts set tag_ids = '{}' where verdict = 'inconclusive'`);
});

test('precedents of a page are looked up pair by pair, however many verdicts are kept', async () => {
  await run(sql`insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
    select 100 + n % 50, (n % 400)::text, 'false_positive', array[n % 40], 1 from generate_series(1, 40000) n`);
  await run(sql`analyze rule_verdicts`);
  const scope = these([3, 5], true);
  const pairs = Array.from({ length: 50 }, (_, n) => ({ customerId: 100 + n, ruleId: String(n) }));
  const { rows } = await world.db.read(scope, (tx) =>
    sql<{
      'QUERY PLAN': string;
    }>`explain (analyze, costs off, timing off, summary off) ${verdictStatement(scope, pairs)}`.execute(tx),
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/rule_verdicts_of_rule/);
  expect(plan).not.toMatch(/Seq Scan on rule_verdicts|Rows Removed by Filter: \d{4}/);
});

test('verdicts that were kept before tags counted are counted anew by the migration, and taken back whole', async () => {
  const clone = await cloneDatabase();
  const all = (await listMigrations()).map((one) => one.name);
  const since = all.length - all.indexOf('0013_verdicts_by_tag');
  await migrateDown(clone.url, since);
  const db = createDatabase(clone.url);
  const kept = async () =>
    db.asOwner(
      async (owner) =>
        (
          await sql<object>`select to_jsonb(v) - 'customer_id' as row from rule_verdicts v order by v::text`.execute(
            owner,
          )
        ).rows,
    );
  try {
    await db.asOwner(async (owner) => {
      await sql`insert into customers (code, name, mark, hue) values ('kestrel', 'K', 'KEST', '#112233')`.execute(
        owner,
      );
      await insert(2, 'false_positive', [1]).execute(owner);
      await insert(1, 'false_positive', []).execute(owner);
    });
    await migrateUp(clone.url);
    const row = { rule_id: '5710', verdict: 'false_positive' };
    expect(await kept()).toEqual([
      { row: { ...row, count: 1, tag_ids: [] } },
      { row: { ...row, count: 2, tag_ids: [1] } },
    ]);
    await migrateDown(clone.url, since);
    await db.asOwner((owner) => sql`delete from alerts where tag_ids = '{}'`.execute(owner));
    expect((await kept()).length).toBe(3);
  } finally {
    await db.close();
    await clone.drop();
  }
});

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Scope, systemScope } from '../../../db/scope.ts';
import { parseQuery } from '../../../lib/lucene/index.ts';
import { makeWorld, type World } from '../testing/world.ts';
import { type Position, pageStatement, type Sort } from './list.store.ts';
import { rewrite } from './query.ts';
import { compileQuery } from './search.store.ts';

let world: World;
const rows = 100_000;

beforeAll(async () => {
  world = await makeWorld();
  await world.db.asOwner(async (owner) => {
    await sql`alter table alerts disable trigger user`.execute(owner);
    await sql`insert into customers (code, name, mark, hue) select 'c' || n, 'C' || n, 'C' || chr(65 + n / 26) || chr(65 + n % 26), '#112233' from generate_series(1, 50) n`.execute(
      owner,
    );
    await sql`
      insert into alerts (customer_id, number, title, source, rule_id, rule_level, severity, status, verdict, closed_at, dedupe_key, asset_name, tag_ids, first_seen_at, last_seen_at)
      select 4 + h % 50, n, case when h % 9000 = 0 then 'Mimikatz seen ' || n else 'Failed login ' || n end, 'wazuh', (h % 300)::text, h % 16, (h / 7) % 5,
        case when h / 11 % 8 = 0 then 'open' else 'closed' end, case when h / 11 % 8 = 0 then null else 'true_positive' end, case when h / 11 % 8 = 0 then null else now() end,
        md5(n::text)::uuid, 'host-' || h % 3000, case when h / 13 % 20 = 0 then '{}' else array[1 + h / 17 % 40, 41 + h / 19 % 7] end, ts, ts
      from (select n, abs(hashint4(n)) as h, timestamptz '2026-06-01 12:00+00' - make_interval(secs => n * 60) as ts from generate_series(1, ${rows}) n) as made`.execute(
      owner,
    );
    await sql`vacuum analyze alerts`.execute(owner);
    await sql`vacuum analyze customers`.execute(owner);
  });
}, 120_000);
afterAll(() => world.close());

const one = (id: number): Scope => ({ customers: { kind: 'these', ids: [id] }, tags: { kind: 'all' } });
const tagged = (ids: number[], untagged: boolean): Scope => ({
  customers: { kind: 'all' },
  tags: { kind: 'these', ids, untagged },
});

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
};
const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];

/** The plan as the program's own role gets it, with what each node read. */
async function plan(scope: Scope, q: string, sort: Sort, after: Position | null): Promise<Node[]> {
  const asker = { userId: 1, scope, now: new Date('2026-06-01T12:00:00Z'), customers: new Map([['c7', 10]]) };
  const condition = compileQuery(
    rewrite(parseQuery(q), () => false),
    'a',
    asker,
  );
  const { query } = await world.db.read(scope, async (tx) => {
    const { rows: found } = await sql<{
      'QUERY PLAN': [{ Plan: Node }];
    }>`explain (analyze, format json) ${pageStatement(scope, { condition, sort, after, limit: 51 })}`.execute(tx);
    return { query: found[0]?.['QUERY PLAN'][0].Plan };
  });
  if (!query) throw new Error('No plan.');
  return flat(query).filter((node) => node['Relation Name'] === 'alerts');
}

const deep: Position = { severity: 2, seen: '2026-05-01 00:00:00+00', id: 1 };

test.each<[string, Scope, string, Sort]>([
  ['the queue', systemScope, 'is:open', 'severity'],
  ['everything by severity', systemScope, '', 'severity'],
  ['everything, newest first', systemScope, '', 'newest'],
  ['everything, oldest first', systemScope, '', 'oldest'],
  ['not closed', systemScope, '-status:closed', 'severity'],
  ['status open', systemScope, 'status:open', 'severity'],
  ['high and above', systemScope, 'is:open severity:>=high', 'severity'],
  ['one customer of many', systemScope, 'is:open customer:c7', 'severity'],
  ['a contact of one customer', one(10), '', 'severity'],
  ['a contact of one customer, newest', one(10), '', 'newest'],
  ['five tags or untagged', tagged([1, 2, 3, 4, 5], true), 'is:open', 'severity'],
  ['one rare tag', tagged([3], false), '', 'newest'],
  ['one host', systemScope, 'host:HOST-77', 'newest'],
  ['one rule', systemScope, 'rule:77', 'newest'],
  ['a number that may be a rule', systemScope, '77', 'newest'],
  ['a rare word in the title', systemScope, 'mimikatz', 'newest'],
  ['a frequent word in the title', systemScope, 'failed is:open', 'severity'],
  ['the last day', systemScope, 'age:<1d', 'severity'],
])('%s: no sequential scan, on the first page and deep inside', async (_, scope, q, sort) => {
  for (const after of [null, deep]) {
    const nodes = await plan(scope, q, sort, after);
    expect(nodes.length).toBeGreaterThan(0);
    for (const node of nodes) {
      expect(node['Node Type']).not.toBe('Seq Scan');
      // What was read and thrown away stays small beside the table.
      expect(node['Rows Removed by Filter'] ?? 0).toBeLessThan(rows / 10);
    }
  }
});

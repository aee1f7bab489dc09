import type pg from 'pg';
import { z } from 'zod';
import type { SourceDocument } from '../../src/domains/siem/index.ts';

const Body = z.object({
  '@timestamp': z.string(),
  rule: z.object({
    id: z.string(),
    level: z.number(),
    description: z.string(),
    mitre: z.object({ id: z.array(z.string()), tactic: z.array(z.string()) }),
  }),
  agent: z.object({ name: z.string() }),
});

/** What the rows hold, read without judging it. */
export type Facts = {
  id: string;
  index: string;
  body: string;
  at: string;
  host: string;
  rule: z.infer<typeof Body>['rule'];
};

export const factsOf = (documents: readonly SourceDocument[]): Facts[] =>
  documents.map((one) => {
    const { '@timestamp': at, rule, agent } = Body.parse(one.body);
    return { id: one.id, index: one.index, body: JSON.stringify(one.body), at, host: agent.name, rule };
  });

/** The same rows with the driver only: reserved ids and flat statements, no mapping, no look-ups, no owner, no wall. */
export async function ingestFloor(
  client: pg.Client,
  sourceId: number,
  customers: readonly number[],
  facts: readonly Facts[],
): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('alerts', 'id'))::int as id from generate_series(1, $1)`,
    [facts.length],
  );
  const ids = rows.map((row) => row.id);
  const owners = facts.map((_, place) => customers[place % customers.length] ?? 0);
  const hosts = facts.map((one) => one.host);
  const at = facts.map((one) => one.at);
  await client.query(
    `insert into alerts (id, customer_id, number, title, source_id, source, rule_id, rule_level, tactics, techniques, severity, dedupe_key, asset_name, asset_count, event_count, first_seen_at, last_seen_at)
     select i, c, i + 1000000000, t, $1, 'wazuh', r, l, array[tactic], array[technique], least(4, l / 4), md5(d)::uuid, h, 1, 1, a, a
     from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[]) g (i, c, t, d, a, r, l, h, tactic, technique)`,
    [
      sourceId,
      ids,
      owners,
      facts.map((one) => one.rule.description),
      facts.map((one) => `floor ${one.id}`),
      at,
      facts.map((one) => one.rule.id),
      facts.map((one) => one.rule.level),
      hosts,
      facts.map((one) => one.rule.mitre.tactic[0] ?? ''),
      facts.map((one) => one.rule.mitre.id[0] ?? ''),
    ],
  );
  await client.query(
    `insert into alert_events (source_id, index_name, document_id, alert_id, customer_id, occurred_at, asset_name, context)
     select $1, x, d, i, c, a, h, b::jsonb from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[]) g (x, d, i, c, a, h, b)`,
    [
      sourceId,
      facts.map((one) => one.index),
      facts.map((one) => one.id),
      ids,
      owners,
      at,
      hosts,
      facts.map((one) => one.body),
    ],
  );
  await client.query(
    `insert into alert_assets (alert_id, asset_name, customer_id, first_seen_at) select i, h, c, a from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[]) g (i, c, a, h)`,
    [ids, owners, at, hosts],
  );
  await client.query(
    `insert into outbox (topic, customer_id, payload) select 'alerts', c, '{}' from unnest($1::bigint[]) c group by c`,
    [owners],
  );
  await client.query('commit');
}

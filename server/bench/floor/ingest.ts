import type pg from 'pg';
import type { SourceDocument } from '../../src/domains/siem/index.ts';

/** The same rows with the driver only: reserved ids and flat statements, no mapping, no look-ups, no owner. */
export async function ingestFloor(
  client: pg.Client,
  sourceId: number,
  customers: readonly number[],
  documents: readonly SourceDocument[],
): Promise<void> {
  const n = documents.length;
  await client.query('begin');
  const { rows } = await client.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('alerts', 'id'))::int as id from generate_series(1, $1)`,
    [n],
  );
  const ids = rows.map((row) => row.id);
  const owners = documents.map((_, place) => customers[place % customers.length] ?? 0);
  const at = documents.map(() => new Date().toISOString());
  await client.query(
    `insert into alerts (id, customer_id, number, title, source_id, source, rule_id, rule_level, severity, dedupe_key, asset_name, asset_count, event_count, first_seen_at, last_seen_at)
     select i, c, i + 1000000000, t, $1, 'wazuh', '5710', 5, 2, md5(d)::uuid, 'host', 1, 1, a, a from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[]) g (i, c, t, d, a)`,
    [sourceId, ids, owners, documents.map((one) => `Floor ${one.id}`), documents.map((one) => `floor ${one.id}`), at],
  );
  await client.query(
    `insert into alert_events (source_id, index_name, document_id, alert_id, customer_id, occurred_at, asset_name, context)
     select $1, x, d, i, c, a, 'host', b::jsonb from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::text[]) g (x, d, i, c, a, b)`,
    [
      sourceId,
      documents.map((one) => one.index),
      documents.map((one) => `floor-${one.id}`),
      ids,
      owners,
      at,
      documents.map((one) => JSON.stringify(one.body)),
    ],
  );
  await client.query(
    `insert into alert_assets (alert_id, asset_name, customer_id, first_seen_at) select i, 'host', c, a from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) g (i, c, a)`,
    [ids, owners, at],
  );
  await client.query(
    `insert into outbox (topic, customer_id, payload) select 'alerts', c, '{}' from unnest($1::bigint[]) c group by c`,
    [owners],
  );
  await client.query('commit');
}

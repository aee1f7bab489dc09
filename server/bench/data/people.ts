import type pg from 'pg';
import type { sizes } from '../row.ts';
import { resyncAgents } from './snapshots.ts';

/** Customers, tags, people and one source. `bench-admin` sees all, `bench-analyst` five tags and what has none, `bench-scoped` one customer. */
export async function makePeople(client: pg.Client, size: (typeof sizes)[keyof typeof sizes]): Promise<void> {
  await client.query(
    `insert into customers (code, name, mark, hue)
     select 'bench-' || n, 'Bench customer ' || n, 'B' || chr(65 + n / 26 % 26) || chr(65 + n % 26) || chr(65 + n / 676 % 26), '#7fb685' from generate_series(1, $1::int) n`,
    [size.customers],
  );
  await client.query(`insert into tags (name) select 'tag-' || n from generate_series(1, $1::int) n`, [size.tags]);
  for (const [name, role] of [
    ['bench-admin', 'admin'],
    ['bench-analyst', 'analyst'],
    ['bench-scoped', 'analyst'],
  ])
    await client.query(
      `insert into users (username, email, role_id) select $1::text, $1::text || '@bench.invalid', id from roles where name = $2`,
      [name, role],
    );
  await client.query(
    `insert into user_tags (user_id, tag_id) select u.id, t.id from users u, (select id from tags order by id limit 5) t where u.username = 'bench-analyst'`,
  );
  await client.query(
    `insert into user_customers (user_id, customer_id) select u.id, c.id from users u, customers c where u.username = 'bench-scoped' and c.code = 'bench-7'`,
  );
  await client.query(
    `insert into settings (key, value) values ('tagAccess', '{"isEnabled": true, "untagged": "visible_to_all", "defaultTagId": null}')`,
  );
  await client.query(
    `insert into user_tags (user_id, tag_id) select u.id, t.id from users u, tags t where u.username = 'bench-scoped'`,
  );
  await client.query(
    `insert into connections (kind, name, base_url, instance) values ('wazuh-indexer', 'bench', 'https://bench.invalid', 'bench')`,
  );
  await client.query(
    `insert into sources (connection_id, purpose, delivery, name, product, index_pattern, is_enabled)
     select id, 'alerts', 'pull', 'bench alerts', 'wazuh', 'wazuh-alerts-*', false from connections where kind = 'wazuh-indexer'`,
  );
  await client.query(
    `insert into assets (customer_id, hostname, origin)
     select c.id, 'host-' || n, 'wazuh' from generate_series(1, $1::int) n
     join (select id, row_number() over (order by id) - 1 as place from customers where code like 'bench-%') c on c.place = n % $2::int`,
    [size.assets, size.customers],
  );
  await client.query(
    `insert into asset_sources (asset_id, customer_id, instance, external_id, external_name) select id, customer_id, 'bench', lpad(id::text, 6, '0'), hostname from assets`,
  );
}

/** The agents of another cluster whose findings are compared again and again; their findings come by the product's own sync. */
export async function makeResyncAgents(client: pg.Client, size: (typeof sizes)[keyof typeof sizes]): Promise<void> {
  await client.query(
    `insert into assets (customer_id, hostname, origin)
     select c.id, 'resync-' || n, 'wazuh' from generate_series(1, $1::int) n
     join (select id, row_number() over (order by id) - 1 as place from customers where code like 'bench-%') c on c.place = n % $2::int`,
    [resyncAgents, size.customers],
  );
  await client.query(
    `insert into asset_sources (asset_id, customer_id, instance, external_id, external_name)
     select id, customer_id, 'resync', substr(hostname, 8), hostname from assets where hostname like 'resync-%'`,
  );
  await client.query(
    `insert into sources (connection_id, purpose, delivery, name, product, index_pattern, is_enabled)
     select id, 'findings', 'pull', 'resync', 'wazuh', 'wazuh-states-vulnerabilities-*', false from connections where kind = 'wazuh-indexer'`,
  );
}

import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Bench } from '../bench.ts';
import { openLoop } from '../load.ts';
import { type Served, startChild } from '../server.ts';

// What the queue asks, with the driver only: open alerts of five tags or none, most severe first.
export const pageSql = `select a.id, a.number, a.customer_id, a.title, a.source, a.rule_id, a.rule_level, a.severity, a.status, a.asset_name, a.event_count, a.first_seen_at, a.last_seen_at, a.version,
    c.code, c.name, c.mark, c.hue
  from alerts a join customers c on c.id = a.customer_id where a.status = 'open' and a.status <> 'closed' and (a.tag_ids && $1::int[] or a.tag_ids = '{}')
  order by a.severity desc, a.last_seen_at desc, a.id desc limit 50`;
export const countSql = `select status, severity, customer_id, source, sum(count) from alert_counts where tag_ids && $1::int[] or tag_ids = '{}' group by 1, 2, 3, 4`;

/** The tags of the measured analyst. */
export const tagsOf = async (client: pg.Client | pg.Pool): Promise<number[]> =>
  (
    await client.query<{ id: number }>(
      `select tag_id as id from user_tags t join users u on u.id = t.user_id where u.username = 'bench-analyst'`,
    )
  ).rows.map((row) => row.id);

/** The two statements of a visit through a pool, at the rate of the product's visits; milliseconds of each. */
export async function visitFloor(bench: Bench, options: { perSecond: number; requests: number }): Promise<number[]> {
  const pool = new pg.Pool({ connectionString: bench.url, max: 10 });
  const tags = await tagsOf(pool);
  try {
    return await openLoop({ perSecond: options.perSecond, calls: options.requests }, (call) =>
      pool.query(call % 2 === 0 ? pageSql : countSql, [tags]),
    );
  } finally {
    await pool.end();
  }
}

/** The bare HTTP server, as a process of its own like the product. */
export const serveFloor = (bench: Bench): Promise<Served> =>
  startChild(fileURLToPath(new URL('../children/queue-floor.ts', import.meta.url)), [bench.url]);

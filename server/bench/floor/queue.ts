import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Bench } from '../bench.ts';
import { median } from '../row.ts';

// What the queue asks, with the driver only: open alerts of five tags or none, most severe first.
const pageSql = `select a.id, a.number, a.customer_id, a.title, a.source, a.rule_id, a.rule_level, a.severity, a.status, a.asset_name, a.event_count, a.first_seen_at, a.last_seen_at, a.version,
    c.code, c.name, c.mark, c.hue
  from alerts a join customers c on c.id = a.customer_id where a.status = 'open' and a.status <> 'closed' and (a.tag_ids && $1::int[] or a.tag_ids = '{}')
  order by a.severity desc, a.last_seen_at desc, a.id desc limit 50`;
const countSql = `select status, severity, customer_id, source, sum(count) from alert_counts where tag_ids && $1::int[] or tag_ids = '{}' group by 1, 2, 3, 4`;

const tagsOf = async (client: pg.Client) =>
  (
    await client.query<{ id: number }>(
      `select tag_id as id from user_tags t join users u on u.id = t.user_id where u.username = 'bench-analyst'`,
    )
  ).rows.map((row) => row.id);

async function timed(bench: Bench, text: string): Promise<number> {
  const tags = await tagsOf(bench.floor);
  const ms: number[] = [];
  for (let run = 0; run < 30; run++) {
    const before = performance.now();
    await bench.floor.query(text, [tags]);
    ms.push(performance.now() - before);
  }
  return median(ms);
}

export const pageFloor = (bench: Bench) => timed(bench, pageSql);
export const countFloor = (bench: Bench) => timed(bench, countSql);

/** A bare HTTP server that runs the page query and answers JSON: no session, no schema, no scope. */
export async function serveFloor<T>(bench: Bench, work: (address: string) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: bench.url, max: 10 });
  const tags = await tagsOf(bench.floor);
  const server = createServer(async (_request, response) => {
    const { rows } = await pool.query(pageSql, [tags]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items: rows }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await pool.end();
  }
}

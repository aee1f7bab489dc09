import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { pageSql, tagsOf } from '../floor/queue.ts';

// A bare HTTP server that runs the page query and answers JSON: no session, no schema, no scope.
const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
const tags = await tagsOf(pool);
const server = createServer((_request, response) => {
  pool.query(pageSql, [tags]).then(
    ({ rows }) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ items: rows }));
    },
    (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
  );
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`ready at http://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', () => process.exit(0));

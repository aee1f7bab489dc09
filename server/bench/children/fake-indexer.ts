import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { alertDocument } from '../data/documents.ts';
import { countBefore, timeOf } from '../data/feed.ts';

// An indexer into which alerts come at a fixed rate from the message "begin" to the message "end", to which it says how many
// came. It answers what the connector asks to
// read them, from arithmetic and not from memory, so that it costs next to nothing beside what is measured.
const [run = '', perSecond = '3000'] = process.argv.slice(2);
const feed = { startedAt: Number.POSITIVE_INFINITY, perSecond: Number(perSecond) };
let endsAt = Number.POSITIVE_INFINITY;
const came = () => countBefore(feed, Math.min(Date.now(), endsAt));
process.on('message', (told) => {
  if (told === 'begin') feed.startedAt = Date.now();
  else {
    endsAt = Date.now();
    process.send?.(came());
  }
});

type Body = {
  size?: number;
  sort?: unknown;
  search_after?: [number];
  _source?: boolean;
  query?: {
    ids?: { values: string[] };
    bool?: { filter: { range?: { timestamp?: { gte?: string } } }[]; must_not: { exists?: object }[] };
  };
};

function hit(n: number, hasBody: boolean) {
  const { index, id, body } = alertDocument(run, n, timeOf(feed, n));
  return { _index: index, _id: id, ...(hasBody ? { _source: body } : {}), sort: [timeOf(feed, n)] };
}

function search({ size = 10, query = {}, search_after: after, _source: hasBody = true }: Body) {
  const total = came();
  if (query.ids) return { total, hits: query.ids.values.map((id) => hit(Number(id.slice(run.length + 1)), true)) };
  // What has no time is asked for by itself, and there is none.
  if (query.bool?.must_not.some((part) => part.exists)) return { total: 0, hits: [] };
  const since = query.bool?.filter.find((part) => part.range?.timestamp?.gte)?.range?.timestamp?.gte;
  const from = Math.max(
    since === undefined ? 0 : countBefore(feed, Date.parse(since)),
    after === undefined ? 0 : countBefore(feed, after[0] + 1),
  );
  const count = Math.max(0, Math.min(size, total - from));
  return { total, hits: Array.from({ length: count }, (_, place) => hit(from + place, hasBody)) };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const shards = { total: 1, successful: 1, skipped: 0, failed: 0 };
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const send = (body: object) =>
    response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
  if (!path.endsWith('/_search'))
    return void send({
      name: 'measured',
      cluster_name: 'measured',
      version: { number: '2.19.1', distribution: 'opensearch' },
      count: 0,
      _shards: shards,
    });
  const { total, hits } = search(JSON.parse(Buffer.concat(chunks).toString() || '{}'));
  send({
    took: 1,
    timed_out: false,
    _shards: shards,
    hits: { total: { value: total, relation: 'eq' }, hits },
    aggregations: {},
  });
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));

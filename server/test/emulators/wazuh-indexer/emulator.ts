import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Stored } from '../../opensearch/load.ts';
import type { Certificate } from '../certificate.ts';
import { type Listening, listen } from '../listen.ts';
import { comparable, matches, readField, readSort } from './query.ts';

export type Asked = { method: string; path: string; body: Record<string, unknown>; authorization: string | undefined };

/** What goes wrong with one request; `change` spoils the true answer. */
export type Fault =
  | { kind: 'status'; status: number; body: unknown; headers?: Record<string, string> }
  /** Cuts the answer in half; with `holding` only one in whose body that text stands. */
  | { kind: 'cut'; holding?: string }
  | { kind: 'silence' }
  | { kind: 'change'; change: (answer: Record<string, unknown>) => unknown };

export type IndexerState = {
  documents: Stored[];
  user: string;
  password: string;
  version: { number: string; distribution?: string };
  openPits: Set<string>;
  seen: Asked[];
  /** Asked for each request, with how many of its path came before. */
  fault: (asked: Asked, before: number) => Fault | null;
};

export type IndexerEmulator = Listening & { state: IndexerState };

/** The refusals of a real node, word for word where a client could lean on them. */
export const faults = {
  unauthorized: {
    kind: 'status',
    status: 401,
    body: 'Unauthorized',
    headers: { 'www-authenticate': 'Basic realm="OpenSearch Security"' },
  },
  forbidden: {
    kind: 'status',
    status: 403,
    body: {
      error: {
        root_cause: [
          {
            type: 'security_exception',
            reason: 'no permissions for [indices:data/read/search] and User [name=reader]',
          },
        ],
        type: 'security_exception',
        reason: 'no permissions for [indices:data/read/search] and User [name=reader]',
      },
      status: 403,
    },
  },
  throttled: {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '1' },
    body: { error: { type: 'es_rejected_execution_exception', reason: 'rejected execution' }, status: 429 },
  },
  errorUnder200: { kind: 'status', status: 200, body: { error: { type: 'x', reason: 'hidden' }, status: 500 } },
  cut: { kind: 'cut' },
  silence: { kind: 'silence' },
  timedOut: { kind: 'change', change: (answer) => ({ ...answer, timed_out: true }) },
  failedShards: {
    kind: 'change',
    change: (answer) => ({
      ...answer,
      _shards: {
        total: 3,
        successful: 2,
        skipped: 0,
        failed: 1,
        failures: [{ shard: 1, reason: { type: 'x', reason: 'shard is gone' } }],
      },
    }),
  },
} satisfies Record<string, Fault>;

/** A small index in memory that answers the connector's requests and can be told to answer badly; a real node is the truth, this is for faults. */
export async function startIndexerEmulator(
  changes: Partial<IndexerState> = {},
  certificate?: Certificate,
): Promise<IndexerEmulator> {
  const state: IndexerState = {
    documents: [],
    user: 'reader',
    password: 'reader-password',
    version: { number: '2.19.1', distribution: 'opensearch' },
    openPits: new Set(),
    seen: [],
    fault: () => null,
    ...changes,
  };
  const server = await listen((request, response) => {
    void readJson(request).then((body) => {
      const asked: Asked = {
        method: request.method ?? '',
        path: new URL(request.url ?? '/', 'http://indexer').pathname,
        body,
        authorization: request.headers.authorization,
      };
      const before = state.seen.filter(({ path }) => path === asked.path).length;
      state.seen.push(asked);
      reply(response, state, asked, before);
    });
  }, certificate);
  return { ...server, state };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : Object(JSON.parse(text));
}

function reply(response: ServerResponse, state: IndexerState, asked: Asked, before: number): void {
  const fault = state.fault(asked, before);
  if (fault?.kind === 'silence') return;
  if (fault?.kind === 'status') return send(response, fault.status, fault.body, fault.headers);
  const expected = `Basic ${Buffer.from(`${state.user}:${state.password}`).toString('base64')}`;
  if (asked.authorization !== expected) {
    const { status, body, headers } = faults.unauthorized;
    return send(response, status, body, headers);
  }
  const { status, body } = answer(state, asked);
  if (fault?.kind === 'change') return send(response, status, fault.change(Object(body)));
  const text = JSON.stringify(body);
  if (fault?.kind !== 'cut' || !text.includes(fault.holding ?? '')) return send(response, status, body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text.slice(0, Math.floor(text.length / 2)));
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json; charset=UTF-8', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

function answer(state: IndexerState, { method, path, body }: Asked): { status: number; body: unknown } {
  const ok = (content: unknown): { status: number; body: unknown } => ({ status: 200, body: content });
  if (path === '/') return ok({ name: 'node', cluster_name: 'emulated', version: state.version });
  if (path === '/_cluster/health') return ok({ status: 'green', number_of_nodes: 3 });
  if (path === '/_plugins/_security/authinfo') return ok({ user_name: state.user, roles: ['own_index', 'reader'] });
  if (path.endsWith('/_count')) return ok({ count: 0, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } });
  if (path.endsWith('/_search/point_in_time')) {
    if (method === 'DELETE') {
      for (const id of Object(body['pit_id'])) state.openPits.delete(String(id));
      return ok({ pits: [] });
    }
    const id = `pit:${path.slice(1, path.indexOf('/_search'))}`;
    state.openPits.add(id);
    return ok({ pit_id: id, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } });
  }
  if (path.endsWith('/_search')) return ok(search(state, path, body));
  const [, index = '', id = ''] = /^\/([^/]+)\/_doc\/([^/]+)$/.exec(path) ?? [];
  const found = state.documents.find(
    (document) => document._index === index && document._id === decodeURIComponent(id),
  );
  return found === undefined
    ? { status: 404, body: { _index: index, _id: id, found: false } }
    : ok({ ...found, found: true });
}

function search(state: IndexerState, path: string, body: Record<string, unknown>): Record<string, unknown> {
  const pit: string | undefined = Object(body['pit']).id;
  const pattern = decodeURIComponent(
    pit === undefined ? path.slice(1, path.indexOf('/_search')) : pit.slice('pit:'.length),
  );
  const inPattern = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  const sort = readSort(body['sort']);
  const keyOf = (document: Stored): unknown[] => sort.map(({ field }) => comparable(document, field) ?? null);
  const after = body['search_after'];
  const found = state.documents
    .filter((document) => inPattern.test(document._index) && matches(document, Object(body['query'])))
    .toSorted((left, right) => compare(keyOf(left), keyOf(right), sort));
  const rest = Array.isArray(after) ? found.filter((document) => compare(keyOf(document), after, sort) > 0) : found;
  const hits = rest.slice(0, Number(body['size'] ?? 10)).map((document) => ({
    ...document,
    ...(body['_source'] === false ? { _source: undefined } : {}),
    ...(sort.length === 0 ? {} : { sort: keyOf(document) }),
  }));
  return {
    took: 1,
    timed_out: false,
    ...(pit === undefined ? {} : { pit_id: pit }),
    _shards: { total: found.length === 0 ? 0 : 1, successful: 1, skipped: 0, failed: 0 },
    hits: { total: { value: found.length, relation: 'eq' }, hits },
    aggregations: aggregate(found, Object(body['aggs'])),
  };
}

function compare(left: readonly unknown[], right: readonly unknown[], sort: readonly { isDown: boolean }[]): number {
  for (const [place, { isDown }] of sort.entries()) {
    const [one, other] = [left[place], right[place]];
    if (one === other) continue;
    // What is missing sorts last in either direction.
    if (one === null) return 1;
    if (other === null) return -1;
    return String(one).padStart(20) < String(other).padStart(20) === isDown ? 1 : -1;
  }
  return 0;
}

function aggregate(
  found: readonly Stored[],
  aggs: Record<string, Record<string, Record<string, unknown>>>,
): Record<string, unknown> {
  const values = (field: unknown): unknown[] =>
    found.map((document) => comparable(document, String(field))).filter((value) => value !== undefined);
  const answers: Record<string, unknown> = {};
  for (const [name, aggregation] of Object.entries(aggs)) {
    const [[kind, parts] = ['', {}]] = Object.entries(aggregation);
    if (kind === 'cardinality') answers[name] = { value: new Set(values(parts['field'])).size };
    if (kind === 'max')
      answers[name] = { value: found.length === 0 ? null : Math.max(...values(parts['field']).map(Number)) };
    if (kind === 'date_range')
      answers[name] = { buckets: found.length === 0 ? [] : [{ from: Date.now(), doc_count: 0 }] };
    if (kind === 'filter') {
      const inside = found.filter((document) => matches(document, Object(parts)));
      answers[name] = { doc_count: inside.length, ...aggregate(inside, Object(aggregation['aggs'])) };
    }
    if (kind === 'composite') answers[name] = countAgents(found, Number(parts['size']), Object(parts['after']));
  }
  return answers;
}

function countAgents(found: readonly Stored[], size: number, after: Record<string, unknown>): Record<string, unknown> {
  const counts = new Map<string, number>();
  for (const document of found) {
    const key = JSON.stringify([
      readField(document, 'wazuh.cluster.name') ?? null,
      readField(document, 'agent.id') ?? null,
    ]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const last = after['agent'] === undefined ? '' : JSON.stringify([after['instance'], after['agent']]);
  const buckets = [...counts]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .filter(([key]) => key > last)
    .slice(0, size)
    .map(([key, doc_count]) => {
      const [instance, agent]: unknown[] = JSON.parse(key);
      return { key: { instance, agent }, doc_count };
    });
  return { buckets, ...(buckets.length === 0 ? {} : { after_key: buckets.at(-1)?.key }) };
}

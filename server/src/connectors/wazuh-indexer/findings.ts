import type { AgentSnapshot, FindingsSummary, ListFindings, RawFinding } from '../capabilities.ts';
import { failureIn, UpstreamFailure } from '../upstream/failure.ts';
import { toFinding, toSystem } from './map.ts';
import { largestPage, startOfLastTie } from './pages.ts';
import type { Indexer, Pit } from './search.ts';
import { AgentCounts, type Hit, StateDocument, stateFields } from './wire.ts';

/** How many documents an agent has; `agent` is null for those that name none. */
type Counted = { instance: string | null; agent: string | null; count: number };

/** One reading of one frozen view. */
type Reading = { indexer: Indexer; pit: Pit; pageSize: number; signal: AbortSignal | undefined };

/**
 * One frozen view of every finding: first how many each agent has, then the documents of whole agents, a page at a time.
 * Small agents share a request, which is answered from the agent's posting list without sorting; memory holds two pages
 * and the counts, however large the index is.
 */
export async function* listFindings(
  indexer: Indexer,
  pattern: string,
  options: ListFindings = {},
): AsyncGenerator<AgentSnapshot | FindingsSummary> {
  const pageSize = Math.min(Math.max(1, options.pageSize ?? 5_000), largestPage);
  yield* indexer.withPit(pattern, options.signal, async function* (pit) {
    const reading = { indexer, pit, pageSize, signal: options.signal };
    const counted = await countAgents(reading);
    const known = counted.filter((entry) => entry.agent !== null);
    const groups = groupAgents(known, pageSize);
    let unusable = totalOf(counted.filter((entry) => entry.agent === null));
    let isComplete = true;
    // The next page travels while the consumer stores the present one.
    let coming = fetchGroup(reading, groups[0], 1);
    try {
      for (const [place, group] of groups.entries()) {
        const hits = await coming;
        coming = fetchGroup(reading, groups[place + 1], place + 2);
        // Its failure is met when its turn comes; a consumer that stops earlier never meets it.
        coming.catch(() => undefined);
        const documents = hits.map((hit) => StateDocument.safeParse(hit._source).data);
        const byAgent = Map.groupBy(documents, (document) =>
          keyOf(document?.wazuh?.cluster?.name, document?.agent?.id),
        );
        for (const entry of group) {
          const snapshot = toSnapshot(entry, byAgent.get(keyOf(entry.instance, entry.agent)) ?? []);
          unusable += entry.count - snapshot.findings.length;
          isComplete &&= snapshot.isComplete;
          yield snapshot;
        }
      }
    } finally {
      // The node keeps a point in time that is given back while a search still uses it.
      await coming.catch(() => undefined);
    }
    const documents = totalOf(counted);
    yield { kind: 'summary', documents, agents: known.length, unusable, isComplete: isComplete && unusable === 0 };
  });
}

const totalOf = (counted: readonly Counted[]): number => counted.reduce((sum, entry) => sum + entry.count, 0);

const keyOf = (instance: string | null | undefined, agent: string | null | undefined): string =>
  `${instance ?? ''}\n${agent ?? ''}`;

async function countAgents(reading: Reading): Promise<Counted[]> {
  const counted: Counted[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const sources = [
      { instance: { terms: { field: 'wazuh.cluster.name', missing_bucket: true } } },
      { agent: { terms: { field: 'agent.id', missing_bucket: true } } },
    ];
    const agents = { composite: { size: 1_000, sources, ...(after === undefined ? {} : { after }) } };
    const answer = await searchPit(reading, { size: 0, aggs: { agents } });
    const page = AgentCounts.parse(answer.aggregations['agents'] ?? { buckets: [] });
    counted.push(...page.buckets.map(({ key, doc_count: count }) => ({ ...key, count })));
    after = page.after_key;
  } while (after !== undefined);
  return counted;
}

/** Puts agents of one cluster together until a page is full; an agent larger than a page stands alone. */
export function groupAgents(counted: readonly Counted[], pageSize: number): Counted[][] {
  const groups: Counted[][] = [];
  let size = 0;
  for (const entry of counted) {
    const open = groups.at(-1);
    if (open !== undefined && open[0]?.instance === entry.instance && size + entry.count <= pageSize) {
      open.push(entry);
      size += entry.count;
    } else {
      groups.push([entry]);
      size = entry.count;
    }
  }
  return groups;
}

/** The documents of a group of agents; none without a group. @param page  for the sentence of a failure. */
async function fetchGroup(reading: Reading, group: readonly Counted[] | undefined, page: number): Promise<Hit[]> {
  const first = group?.[0];
  if (group === undefined || first === undefined) return [];
  const cluster =
    first.instance === null
      ? { bool: { must_not: { exists: { field: 'wazuh.cluster.name' } } } }
      : { term: { 'wazuh.cluster.name': first.instance } };
  const agents = group.map((entry) => entry.agent);
  const filter = [cluster, { terms: { 'agent.id': agents } }];
  const total = totalOf(group);
  try {
    if (total > reading.pageSize) return await fetchSorted(reading, filter);
    const body = { size: total, query: { bool: { filter } }, sort: ['_doc'], _source: stateFields };
    return [...(await searchPit(reading, body)).hits];
  } catch (error) {
    throw failureIn(`Page ${page} of the findings (agents ${agents.slice(0, 5).join(', ')} …)`, error);
  }
}

/** What makes a finding, apart from its agent. */
const identity = [
  'vulnerability.id',
  'package.name',
  'package.architecture',
  'package.version',
  'package.path',
  'package.type',
];

/** One large agent, in the order of what makes a finding; documents that tie at the end of a page wait for the next. */
async function fetchSorted(reading: Reading, filter: readonly object[]): Promise<Hit[]> {
  const { pageSize } = reading;
  const hits: Hit[] = [];
  const sort = identity.map((field) => ({ [field]: { order: 'asc', unmapped_type: 'keyword' } }));
  let after: readonly unknown[] | undefined;
  for (;;) {
    const cursor = after === undefined ? {} : { search_after: after };
    const body = { size: pageSize, query: { bool: { filter } }, sort, ...cursor, _source: stateFields };
    const page = (await searchPit(reading, body)).hits;
    if (page.length < pageSize) return [...hits, ...page];
    const whole = startOfLastTie(page);
    if (whole === 0) {
      const evidence = `${pageSize} documents describe the same finding`;
      throw new UpstreamFailure('connection.partial', evidence, 'the index needs a look');
    }
    for (const hit of page.slice(0, whole)) hits.push(hit);
    after = page[whole - 1]?.sort;
  }
}

async function searchPit({ indexer, pit, signal }: Reading, body: object) {
  signal?.throwIfAborted();
  const view = { id: pit.id, keep_alive: pit.keepAlive };
  const answer = await indexer.search(null, { ...body, pit: view, track_total_hits: false }, signal);
  pit.id = answer.pitId ?? pit.id;
  return answer;
}

function toSnapshot(entry: Counted, documents: readonly (StateDocument | undefined)[]): AgentSnapshot {
  const findings: RawFinding[] = [];
  for (const document of documents) {
    const finding = document === undefined ? null : toFinding(document);
    if (finding !== null) findings.push(finding);
  }
  const [first] = documents;
  return {
    kind: 'agent',
    instance: entry.instance,
    agent: { id: entry.agent ?? '', name: first?.agent?.name ?? null, version: first?.agent?.version ?? null },
    system: first === undefined ? null : toSystem(first),
    findings,
    isComplete: findings.length === entry.count,
  };
}

import { z } from 'zod';

/** `GET /`: only the fields we read. */
export const NodeInfo = z.object({
  cluster_name: z.string(),
  version: z.object({ number: z.string(), distribution: z.string().optional() }),
});

/** `GET /_cluster/health`. */
export const Health = z.object({ status: z.string(), number_of_nodes: z.int() });

/** `GET /_plugins/_security/authinfo`. */
export const Login = z.object({
  user_name: z.string().nullish(),
  roles: z.array(z.string()).default([]),
});

const Shards = z.object({
  total: z.int(),
  failed: z.int(),
  failures: z.array(z.object({ reason: z.object({ reason: z.string().nullish() }).optional() })).optional(),
});

export const Hit = z.object({
  _index: z.string(),
  _id: z.string(),
  // Read further only after each document was looked at by itself.
  _source: z.unknown().optional(),
  sort: z.array(z.unknown()).optional(),
});
export type Hit = z.infer<typeof Hit>;

/** An answer of `_search`; status 200 says nothing about its wholeness, see `checked` in search.ts. */
export const SearchAnswer = z.object({
  error: z.unknown().optional(),
  timed_out: z.boolean().optional(),
  pit_id: z.string().optional(),
  _shards: Shards.optional(),
  hits: z
    .object({
      total: z.object({ value: z.int(), relation: z.string() }).optional(),
      hits: z.array(Hit),
    })
    .optional(),
  aggregations: z.record(z.string(), z.unknown()).optional(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

/** How many shards a pattern names. */
export const Counted = z.object({ _shards: Shards });

export const OpenedPit = z.object({ pit_id: z.string(), _shards: Shards.optional() });

/** `GET /{index}/_doc/{id}`. */
export const Document = z.object({
  _index: z.string(),
  _id: z.string(),
  found: z.boolean(),
  _source: z.unknown().optional(),
});

/** Counts of one page of agents. */
export const AgentCounts = z.object({
  after_key: z.record(z.string(), z.unknown()).optional(),
  buckets: z.array(
    z.object({
      key: z.object({ instance: z.string().nullable(), agent: z.string().nullable() }),
      doc_count: z.int(),
    }),
  ),
});

const Text = z.string().nullish().catch(null);
const Amount = z.number().nullish().catch(null);
const Part = <S extends z.ZodRawShape>(shape: S) => z.object(shape).nullish().catch(null);

/** A document of wazuh-states-vulnerabilities-*: a field of a wrong type reads as absent, so that one oddity costs one field. */
export const StateDocument = z.object({
  agent: Part({ id: Text, name: Text, version: Text }),
  host: Part({ os: Part({ full: Text, name: Text, version: Text, platform: Text, kernel: Text }) }),
  package: Part({ architecture: Text, name: Text, path: Text, type: Text, version: Text }),
  vulnerability: Part({
    id: Text,
    category: Text,
    description: Text,
    detected_at: Text,
    published_at: Text,
    reference: Text,
    severity: Text,
    scanner: Part({ condition: Text, source: Text }),
    score: Part({ base: Amount, version: Text }),
  }),
  wazuh: Part({ cluster: Part({ name: Text }) }),
});
export type StateDocument = z.infer<typeof StateDocument>;

/** Paths of `StateDocument`, asked for by name: the rest of a document is not sent. */
export const stateFields = [
  ...['agent.id', 'agent.name', 'agent.version', 'wazuh.cluster.name'],
  ...['host.os.full', 'host.os.name', 'host.os.version', 'host.os.platform', 'host.os.kernel'],
  ...['package.architecture', 'package.name', 'package.path', 'package.type', 'package.version'],
  ...['vulnerability.id', 'vulnerability.category', 'vulnerability.description', 'vulnerability.detected_at'],
  ...['vulnerability.published_at', 'vulnerability.reference', 'vulnerability.severity'],
  ...['vulnerability.scanner.condition', 'vulnerability.scanner.source'],
  ...['vulnerability.score.base', 'vulnerability.score.version'],
] as const;

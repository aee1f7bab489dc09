import { z } from 'zod';
import { ConnectionId, CustomerId, CustomerRef, Instant, RunId, SourceId } from './common.ts';
import { defineRoute } from './route.ts';

export const ConnectorField = z
  .object({
    name: z.string(),
    label: z.string(),
    kind: z.enum(['url', 'text', 'number', 'boolean', 'secret', 'choice']),
    description: z.string(),
    isRequired: z.boolean(),
    default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
    choices: z.array(z.string()).optional(),
  })
  .meta({ id: 'ConnectorField' });
export type ConnectorField = z.infer<typeof ConnectorField>;

export const Connector = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    testedVersions: z.array(z.string()),
    capabilities: z.array(z.string()),
    fields: z.array(ConnectorField),
  })
  .meta({ id: 'Connector' });
export type Connector = z.infer<typeof Connector>;

/** One step of a probe, in order; the first failed one names what to change. */
export const ProbeStep = z
  .object({
    id: z.string(),
    title: z.string(),
    state: z.enum(['passed', 'failed', 'skipped']),
    durationMs: z.number(),
    evidence: z.string(),
    remedy: z.string().nullable(),
    fingerprint: z.string().nullable().describe('SHA-256 of the certificate, when trusting it would help.'),
    role: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'The least rights that would mend a failed step, as the product takes them; null when rights are not the trouble.',
      ),
  })
  .meta({ id: 'ProbeStep' });
export type ProbeStep = z.infer<typeof ProbeStep>;

/** How the certificate is checked; there is no "off". */
export const TlsTrust = z
  .discriminatedUnion('verify', [
    z.object({ verify: z.literal('system') }),
    z.object({ verify: z.literal('ca'), ca: z.string().min(1).max(100_000).describe('PEM of the authority.') }),
    z.object({
      verify: z.literal('pin'),
      fingerprint: z
        .string()
        .regex(/^[0-9A-Fa-f:]{64,95}$/, 'A SHA-256 fingerprint has 64 hex digits, with or without colons.'),
    }),
  ])
  .meta({ id: 'TlsTrust' });
export type TlsTrust = z.infer<typeof TlsTrust>;

export const Source = z
  .object({
    id: SourceId,
    connectionId: ConnectionId,
    connectionName: z.string(),
    customer: CustomerRef.nullable().describe(
      'Whose events they are when no key names a customer; null = the default customer.',
    ),
    purpose: z.enum(['alerts', 'findings', 'agents']),
    delivery: z.enum(['pull', 'push']),
    name: z.string(),
    indexPattern: z.string(),
    sinceAt: Instant.nullable().describe('Where reading starts; null = everything.'),
    minLevel: z.int(),
    everyS: z.int(),
    isEnabled: z.boolean(),
    lagS: z
      .number()
      .nullable()
      .describe(
        'Seconds between the newest event and its alert, or since the last good run when nothing came; null before the first run.',
      ),
    quiet: z
      .object({ forS: z.int(), usualS: z.int() })
      .nullable()
      .describe(
        'Seconds without an event, and the longest usual pause, when it answers but much longer brings nothing.',
      ),
    lastRunAt: Instant.nullable(),
    lastOkAt: Instant.nullable(),
    lastEventAt: Instant.nullable(),
    lastError: z.string().nullable(),
    parked: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Source' });
export type Source = z.infer<typeof Source>;

export const Connection = z
  .object({
    id: ConnectionId,
    kind: z.string(),
    name: z.string(),
    baseUrl: z.string().nullable(),
    customer: CustomerRef.nullable(),
    instance: z.string().nullable(),
    config: z.record(z.string(), z.unknown()),
    secretNames: z.array(z.string()).describe('Which secrets are set; their values are never shown.'),
    tls: TlsTrust,
    isEnabled: z.boolean(),
    isDemo: z.boolean(),
    status: z.enum(['unknown', 'ok', 'failing']),
    statusDetail: z.string().nullable(),
    remoteVersion: z.string().nullable(),
    lastCheckedAt: Instant.nullable(),
    lastOkAt: Instant.nullable(),
    sources: z.array(Source),
    steps: z.array(ProbeStep).describe('The last probe.'),
    version: z.int(),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof Connection>;

const connectionParams = z.object({ connectionId: ConnectionId });

const Name = z.string().trim().min(1).max(100);
const Url = z.url({ protocol: /^https?$/, error: 'An address looks like https://wazuh.internal:9200.' }).max(500);
const Config = z.record(z.string(), z.unknown());
const Secrets = z.record(z.string(), z.string().max(10_000));

/** What a connection is made from; `kind: auto` finds out which Wazuh service answers. */
const Draft = z.object({
  kind: z.string().max(64).default('auto'),
  url: Url.optional(),
  config: Config.default({}),
  secrets: Secrets.default({}),
  tls: TlsTrust.default({ verify: 'system' }),
});

const Since = z.union([z.literal('all'), z.string().regex(/^\d{1,5}[mhd]$/, 'Write 24h, 7d or all.')]);

const levels = 'A level is a whole number from 0 to 16.';
const MinLevel = z.int(levels).min(0, levels).max(16, levels);

export const ReadFrom = {
  since: Since.default('24h'),
  minLevel: MinLevel.default(7),
};

export const listConnectors = defineRoute({
  method: 'GET',
  path: '/api/v1/connectors',
  operationId: 'listConnectors',
  summary: 'Products that can be connected, with the fields of their forms.',
  access: { permission: 'connection:read' },
  reply: z.object({ items: z.array(Connector) }),
  errors: [],
});

export const listConnections = defineRoute({
  method: 'GET',
  path: '/api/v1/connections',
  operationId: 'listConnections',
  summary: 'Connections with their sources.',
  access: { permission: 'connection:read' },
  reply: z.object({ items: z.array(Connection) }),
  errors: [],
});

export const exportConnections = defineRoute({
  method: 'GET',
  path: '/api/v1/connections/export.csv',
  operationId: 'exportConnections',
  summary: 'Connections as CSV, one line for each source; a connection without one has a line of its own.',
  access: { permission: 'connection:read' },
  stream: 'csv',
  errors: [],
});

export const getConnection = defineRoute({
  method: 'GET',
  path: '/api/v1/connections/:connectionId',
  operationId: 'getConnection',
  summary: 'One connection.',
  access: { permission: 'connection:read' },
  params: connectionParams,
  reply: Connection,
  errors: ['connection.not_found'],
});

export const probeDraft = defineRoute({
  method: 'POST',
  path: '/api/v1/connections/probe',
  operationId: 'probeDraft',
  summary: 'Checks an address and a login and saves nothing; tells each step as it is done.',
  access: { permission: 'connection:update' },
  body: z.object({ ...Draft.shape, minLevel: ReadFrom.minLevel }),
  reply: z.object({
    kind: z.string().nullable().describe('The connector that answers; null when none does.'),
    isOk: z.boolean(),
    steps: z.array(ProbeStep),
    preview: z
      .object({
        perDay: z.number().nullable(),
        samples: z.array(
          z.object({
            title: z.string(),
            level: z.int().nullable(),
            at: Instant.nullable(),
            host: z.string().nullable(),
          }),
        ),
      })
      .nullable(),
  }),
  progress: z.object({
    kind: z.string().describe('The connector that is asked; with another one the steps begin anew.'),
    step: ProbeStep,
  }),
  isSecret: true,
  errors: ['connector.unknown', 'connection.blocked'],
});

export const createConnection = defineRoute({
  method: 'POST',
  path: '/api/v1/connections',
  operationId: 'createConnection',
  summary: 'Saves a connection with sealed secrets, probes it and starts reading.',
  access: { permission: 'connection:update' },
  body: z.object({
    ...Draft.shape,
    name: Name.optional(),
    customerId: CustomerId.nullable().default(null),
    ...ReadFrom,
  }),
  reply: Connection,
  isSecret: true,
  errors: ['connector.unknown', 'connection.exists', 'customer.not_found', 'connection.blocked'],
});

export const createWebhook = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks',
  operationId: 'createWebhook',
  summary: 'Makes an address that takes signed events; address and secret are shown this once.',
  access: { permission: 'connection:update' },
  body: z.object({
    name: Name,
    customerId: CustomerId.nullable().default(null),
    minLevel: ReadFrom.minLevel,
  }),
  reply: z.object({ connection: Connection, url: z.string(), secret: z.string() }),
  isSecret: true,
  errors: ['customer.not_found'],
});

export const rotateWebhook = defineRoute({
  method: 'POST',
  path: '/api/v1/connections/:connectionId/rotate',
  operationId: 'rotateWebhook',
  summary: 'Makes a new address and secret for a webhook; the old ones stop at once.',
  access: { permission: 'connection:update' },
  params: connectionParams,
  reply: z.object({ url: z.string(), secret: z.string() }),
  isSecret: true,
  errors: ['connection.not_found'],
});

export const updateConnection = defineRoute({
  method: 'PATCH',
  path: '/api/v1/connections/:connectionId',
  operationId: 'updateConnection',
  summary: 'Changes name, address, login, trust or pauses the connection. Secrets left out stay.',
  access: { permission: 'connection:update' },
  params: connectionParams,
  body: z.object({
    name: Name.optional(),
    url: Url.optional(),
    config: Config.optional(),
    secrets: Secrets.optional(),
    tls: TlsTrust.optional(),
    customerId: CustomerId.nullable().optional(),
    isEnabled: z.boolean().optional(),
  }),
  reply: Connection,
  errors: [
    'connection.not_found',
    'version.conflict',
    'connection.exists',
    'customer.not_found',
    'connection.blocked',
    'secret.unreadable',
  ],
});

export const probeConnection = defineRoute({
  method: 'POST',
  path: '/api/v1/connections/:connectionId/probe',
  operationId: 'probeConnection',
  summary: 'Checks a saved connection step by step.',
  access: { permission: 'connection:update' },
  params: connectionParams,
  progress: z.object({ step: ProbeStep }),
  reply: Connection,
  errors: ['connection.not_found', 'secret.unreadable'],
});

export const deleteConnection = defineRoute({
  method: 'DELETE',
  path: '/api/v1/connections/:connectionId',
  operationId: 'deleteConnection',
  summary: 'Removes a connection and its secrets; alerts and findings stay.',
  access: { permission: 'connection:update' },
  params: connectionParams,
  errors: ['connection.not_found'],
});

export const updateSource = defineRoute({
  method: 'PATCH',
  path: '/api/v1/sources/:sourceId',
  operationId: 'updateSource',
  summary: 'Changes from when, from which level and how often a source is read, or pauses it.',
  access: { permission: 'connection:update' },
  params: z.object({ sourceId: SourceId }),
  body: z.object({
    since: Since.optional().describe('A new start; what was read since is not doubled. Absent = unchanged.'),
    minLevel: MinLevel.optional(),
    everyS: z.int().min(5).max(86_400).optional(),
    isEnabled: z.boolean().optional(),
  }),
  reply: Source,
  errors: ['source.not_found', 'version.conflict'],
});

export const runSource = defineRoute({
  method: 'POST',
  path: '/api/v1/sources/:sourceId/run',
  operationId: 'runSource',
  summary: 'Reads the source once, now.',
  access: { permission: 'connection:update' },
  params: z.object({ sourceId: SourceId }),
  reply: z.object({ runId: RunId }),
  errors: ['source.not_found'],
});

export const receiveWebhook = defineRoute({
  method: 'POST',
  path: '/api/v1/hooks/:key',
  operationId: 'receiveWebhook',
  summary: 'Takes one signed message (Standard Webhooks headers): a Wazuh alert document, or an array of at most 500.',
  access: { public: 'the signature of the body is the proof' },
  params: z.object({ key: z.string().min(20).max(100) }),
  body: z.unknown(),
  reply: z.object({ accepted: z.int() }),
  isFromMachines: true,
  errors: ['webhook.unknown', 'webhook.unsigned', 'webhook.replayed', 'request.too_large'],
});

export const integrationRoutes = {
  listConnectors,
  listConnections,
  exportConnections,
  getConnection,
  probeDraft,
  createConnection,
  createWebhook,
  rotateWebhook,
  updateConnection,
  probeConnection,
  deleteConnection,
  updateSource,
  runSource,
  receiveWebhook,
};

import { z } from 'zod';
import { CustomerRefShape, Instant, PageQuery, ParkedId, pageOf, RunId, SourceId } from './common.ts';
import { Source } from './integrations.ts';
import { defineRoute } from './route.ts';

export const runStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

export const JobRun = z
  .object({
    id: RunId,
    job: z.string(),
    trigger: z.enum(['schedule', 'person', 'system']),
    state: z.enum(runStates),
    phase: z.string().nullable(),
    percent: z.int().nullable(),
    stats: z.record(z.string(), z.unknown()),
    error: z.string().nullable(),
    log: z.array(z.string()),
    canCancel: z.boolean(),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'JobRun' });
export type JobRun = z.infer<typeof JobRun>;

export const Job = z
  .object({
    name: z.string(),
    description: z.string(),
    cron: z.string(),
    isEnabled: z.boolean(),
    lastSuccessAt: Instant.nullable(),
    lastRun: JobRun.nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const ParkedEvent = z
  .object({
    id: ParkedId,
    sourceId: SourceId,
    sourceName: z.string(),
    customer: CustomerRefShape.nullable(),
    index: z.string(),
    documentId: z.string(),
    reason: z.string(),
    error: z.string(),
    attempts: z.int(),
    occurredAt: Instant.nullable(),
    parkedAt: Instant,
    body: z.unknown(),
  })
  .meta({ id: 'ParkedEvent' });
export type ParkedEvent = z.infer<typeof ParkedEvent>;

export const getHealth = defineRoute({
  method: 'GET',
  path: '/api/v1/health',
  operationId: 'getHealth',
  summary: 'Lag by source, parked events by reason, jobs and storage.',
  access: { permission: 'health:read' },
  reply: z.object({
    sources: z.array(Source),
    parked: z.array(z.object({ reason: z.string(), count: z.int(), lastAt: Instant, advice: z.string() })),
    jobs: z.array(Job),
    database: z.object({ version: z.string(), sizeBytes: z.number(), isEmbedded: z.boolean() }),
    asOf: Instant,
  }),
  errors: [],
});

export const listParked = defineRoute({
  method: 'GET',
  path: '/api/v1/parked',
  operationId: 'listParked',
  summary: 'Events that could not become part of an alert, newest first, with the reason.',
  access: { permission: 'health:read' },
  query: z.object({ reason: z.string().max(64).optional(), ...PageQuery }),
  reply: pageOf(ParkedEvent),
  errors: ['cursor.invalid'],
});

export const replayParked = defineRoute({
  method: 'POST',
  path: '/api/v1/parked/replay',
  operationId: 'replayParked',
  summary: 'Tries parked events again: those named, or all of a reason.',
  access: { permission: 'health:update' },
  body: z.union([z.object({ ids: z.array(ParkedId).min(1).max(1_000) }), z.object({ reason: z.string().max(64) })]),
  reply: z.object({ tried: z.int(), replayed: z.int(), stillParked: z.int() }),
  errors: ['parked.not_found'],
});

export const listRuns = defineRoute({
  method: 'GET',
  path: '/api/v1/runs',
  operationId: 'listRuns',
  summary: 'Runs of jobs, newest first.',
  access: { permission: 'health:read' },
  query: z.object({ job: z.string().max(64).optional(), ...PageQuery }),
  reply: pageOf(JobRun),
  errors: ['cursor.invalid'],
});

export const getRun = defineRoute({
  method: 'GET',
  path: '/api/v1/runs/:runId',
  operationId: 'getRun',
  summary: 'One run with its progress.',
  access: { permission: 'health:read' },
  params: z.object({ runId: RunId }),
  reply: JobRun,
  errors: ['run.not_found'],
});

export const startJob = defineRoute({
  method: 'POST',
  path: '/api/v1/jobs/:job/runs',
  operationId: 'startJob',
  summary: 'Starts a job now.',
  access: { permission: 'health:update' },
  params: z.object({ job: z.string().max(64) }),
  reply: JobRun,
  errors: ['job.unknown'],
});

export const cancelRun = defineRoute({
  method: 'POST',
  path: '/api/v1/runs/:runId/cancel',
  operationId: 'cancelRun',
  summary: 'Asks a run to stop at its next safe point.',
  access: { permission: 'health:update' },
  params: z.object({ runId: RunId }),
  reply: JobRun,
  errors: ['run.not_found', 'run.ended'],
});

/** Settings that people change, with their bounds and defaults; days and minutes as the names say. */
export const Settings = z
  .object({
    eventRetentionDays: z.int().min(1).max(3_650).default(90).describe('Events in the embedded store.'),
    parkedRetentionDays: z.int().min(1).max(3_650).default(30).describe('Parked events.'),
    runRetentionDays: z.int().min(1).max(3_650).default(30).describe('History of job runs.'),
    clearedAfterMinutes: z
      .int()
      .min(0)
      .max(10_080)
      .default(60)
      .describe('How long a finding must be absent before a complete snapshot proves it patched.'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

export const getSettings = defineRoute({
  method: 'GET',
  path: '/api/v1/settings',
  operationId: 'getSettings',
  summary: 'Retention and other settings.',
  access: { permission: 'health:read' },
  reply: Settings,
  errors: [],
});

export const updateSettings = defineRoute({
  method: 'PATCH',
  path: '/api/v1/settings',
  operationId: 'updateSettings',
  summary: 'Changes settings; those left out stay.',
  access: { permission: 'settings:update' },
  body: z.object({
    eventRetentionDays: z.int().min(1).max(3_650).optional(),
    parkedRetentionDays: z.int().min(1).max(3_650).optional(),
    runRetentionDays: z.int().min(1).max(3_650).optional(),
    clearedAfterMinutes: z.int().min(0).max(10_080).optional(),
  }),
  reply: Settings,
  errors: [],
});

/** What the stream says: the topic, whose rows changed, and which when they are few. Never the rows themselves. */
export const streamTopics = ['alerts', 'findings', 'customers', 'connections', 'runs', 'parked', 'settings'] as const;

/** Told once, without contents, to who comes back too late or with an id that is not ours: what they hold may be old, all of it. */
export const streamReload = 'reload';

export const streamChanges = defineRoute({
  method: 'GET',
  path: '/api/v1/stream',
  operationId: 'streamChanges',
  summary:
    'Changes inside the scope as server-sent events; `Last-Event-ID` resumes without a gap, for a day; later the first event is `reload`.',
  access: { signedIn: true },
  stream: 'events',
  errors: ['session.missing'],
});

export const operationRoutes = {
  getHealth,
  listParked,
  replayParked,
  listRuns,
  getRun,
  startJob,
  cancelRun,
  getSettings,
  updateSettings,
  streamChanges,
};

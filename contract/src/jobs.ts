import { z } from 'zod';
import { Instant, PageQuery, pageOf, RunId } from './common.ts';
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
    cron: z
      .string()
      .describe('When it runs, UTC: five fields of cron, `every 30 s` for one in a loop, or `on demand`.'),
    isEnabled: z.boolean(),
    canRun: z.boolean().describe('Whether who asks may start it.'),
    canSchedule: z.boolean().describe('Whether who asks may change when it runs; false for one on demand.'),
    lastSuccessAt: Instant.nullable(),
    lastRun: JobRun.nullable(),
    version: z.int().describe('Of its schedule.'),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

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

export const exportRuns = defineRoute({
  method: 'GET',
  path: '/api/v1/runs/export.csv',
  operationId: 'exportRuns',
  summary: 'Runs of jobs as CSV, newest first, without their logs.',
  access: { permission: 'health:read' },
  query: z.object({ job: z.string().max(64).optional() }),
  stream: 'csv',
  errors: [],
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

export const updateSchedule = defineRoute({
  method: 'PATCH',
  path: '/api/v1/jobs/:job/schedule',
  operationId: 'updateSchedule',
  summary: 'Changes when a job runs by itself, or switches that off and on; what is left out stays.',
  access: { permission: 'settings:update' },
  params: z.object({ job: z.string().max(64) }),
  body: z.object({
    cron: z.string().max(100).optional().describe('Written as the job shows it: `17 3 * * *` or `every 30 s`.'),
    isEnabled: z.boolean().optional(),
  }),
  reply: Job,
  errors: ['job.unknown', 'version.conflict'],
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

export const jobRoutes = { listRuns, exportRuns, getRun, startJob, updateSchedule, cancelRun };

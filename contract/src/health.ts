import { z } from 'zod';
import { Instant } from './common.ts';
import { Source } from './integrations.ts';
import { Job } from './jobs.ts';
import { defineRoute } from './route.ts';
import { parkReasons } from './siem.ts';

export const getHealth = defineRoute({
  method: 'GET',
  path: '/api/v1/health',
  operationId: 'getHealth',
  summary: 'Lag by source, parked events by reason, jobs and storage.',
  access: { permission: 'health:read' },
  reply: z.object({
    sources: z.array(Source),
    parked: z.array(z.object({ reason: z.enum(parkReasons), count: z.int(), lastAt: Instant, advice: z.string() })),
    jobs: z.array(Job),
    database: z.object({ version: z.string(), sizeBytes: z.number(), isEmbedded: z.boolean() }),
    asOf: Instant,
  }),
  errors: [],
});

export const healthRoutes = { getHealth };

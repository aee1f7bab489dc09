import type { JobDefinition } from '../jobs/index.ts';
import { alertCountJobs } from './alerts/jobs.ts';
import type { CollectParts } from './collect/collect.ts';
import { collectJobs } from './collect/jobs.ts';
import { webhookJobs } from './webhook/jobs.ts';
import type { WebhookParts } from './webhook/service.ts';

/** What the alert pipeline works with, made once at start. */
export type IncidentParts = CollectParts & WebhookParts;

/** Every job of the domain: collecting, webhook messages that were left, and the kept counts. */
export const incidentJobs = (parts: IncidentParts): JobDefinition[] => [
  ...collectJobs(parts),
  ...webhookJobs(parts),
  ...alertCountJobs(),
];

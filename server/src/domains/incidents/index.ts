export { listAlerts, type ListInput } from './alerts/list.service.ts';
export type { CollectParts } from './collect/collect.ts';
export { syncAlerts, type SyncResult } from './collect/sources.ts';
export { ingestBatch } from './ingest/service.ts';
export type { IngestSource } from './ingest/source.ts';
export { storeAndIngest } from './intake/service.ts';
export { type IncidentParts, incidentJobs } from './jobs.ts';
export { incidentRoutes } from './routes.ts';

export { foldCounts as foldAlertCounts } from './alerts/counts.store.ts';
export { listAlerts } from './alerts/list.service.ts';
export { syncAlerts } from './collect/sources.ts';
export { dedupeKey } from './ingest/dedupe.ts';
export { ingestBatch } from './ingest/service.ts';
export type { IngestSource } from './ingest/source.ts';
export { storeAndIngest } from './intake/service.ts';
export { incidentJobs } from './jobs.ts';
export { incidentRoutes } from './routes.ts';

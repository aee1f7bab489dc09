export { type VulnerabilityJobParts, vulnerabilityJobs } from './jobs.ts';
export { type FindingPage, listFindings } from './list/service.ts';
export { foldCounts as foldFindingCounts } from './maintain.store.ts';
export { findingRoutes } from './routes.ts';
export {
  ageFindings,
  moveFindings,
  recordExploits,
  type SyncNowOptions,
  type SyncRun,
  syncFindingsNow,
} from './service.ts';
export { type FindingSource, type SyncOptions, type SyncOutcome, syncFindings } from './sync/index.ts';

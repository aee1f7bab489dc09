export type { SyncOutcome } from './outcome.ts';
export { type FindingSource, type SyncOptions, syncFindings } from './service.ts';

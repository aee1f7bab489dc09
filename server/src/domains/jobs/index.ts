export { housekeepingJobs } from './housekeeping.ts';
export { type JobContext, type JobDefinition, sourceOf, wholeRun } from './job.ts';
export { ensureQueue, openQueue } from './queue.ts';
export { jobRoutes } from './routes.ts';
export { type Jobs, listJobs, runHere, startJob, updateSchedule } from './service.ts';
export { OutboxReader } from './stream.ts';
export { startWorker, type Worker } from './worker.ts';

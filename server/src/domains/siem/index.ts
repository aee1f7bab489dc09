export { trimBody } from './body/trim.ts';
export { addCounts, contentId, type IngestCounts, noCounts, type SourceDocument, storableId } from './document.ts';
export * from './eventstore/index.ts';
export { findInbound, finishInbound, insertInbound, listUnfinished } from './inbound.store.ts';
export { siemJobs } from './jobs.ts';
export { parkedRoutes } from './parked/routes.ts';
export { unknownCustomerError } from './parked/rules.ts';
export { type ReplayParts, replayForCustomerKey } from './parked/service.ts';
export { countParked, findParkedMarks, parkEvents, unparkEvents } from './parked/store.ts';

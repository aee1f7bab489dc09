export { cleanText, cutText } from './body/text.ts';
export { type TrimLimits, trimBody } from './body/trim.ts';
export { addCounts, contentId, type IngestCounts, noCounts, type SourceDocument, storableId } from './document.ts';
export * from './eventstore/index.ts';
export { findInbound, finishInbound, type InboundMessage, insertInbound, listUnfinished } from './inbound.store.ts';
export { siemJobs } from './jobs.ts';
export { parkedRoutes } from './parked/routes.ts';
export { adviceFor, unknownCustomerError } from './parked/rules.ts';
export {
  type Ingest,
  listParked,
  replayForCustomerKey,
  type ReplayParts,
  replayParked,
  type ReplayResult,
  summariseParked,
} from './parked/service.ts';
export { countParked, countParkedBySource, findParkedMarks, parkEvents, unparkEvents } from './parked/store.ts';

export { cleanText, cutText } from './body/text.ts';
export { type TrimLimits, trimBody } from './body/trim.ts';
export { addCounts, contentId, type IngestCounts, noCounts, type SourceDocument, storableId } from './document.ts';
export * from './eventstore/index.ts';
export {
  countParked,
  countParkedBySource,
  findParkedMarks,
  parkEvents,
  unparkEvents,
} from './parked/store.ts';

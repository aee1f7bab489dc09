export * from './port.ts';
export { checkPatterns } from './indices.ts';
export { openSearchEventStore } from './opensearch/index.ts';
export { postgresEventStore } from './postgres/index.ts';

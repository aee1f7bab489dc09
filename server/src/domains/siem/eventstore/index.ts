export * from './port.ts';
export { openSearchEventStore } from './opensearch/index.ts';
export { postgresEventStore } from './postgres/index.ts';

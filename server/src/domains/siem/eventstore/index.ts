export { openSearchEventStore } from './opensearch/index.ts';
export * from './port.ts';
export { postgresEventStore } from './postgres/index.ts';

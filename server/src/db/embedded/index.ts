export { systemBinaries } from './binaries.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from './launcher.ts';
export { isAlive } from './processes.ts';
export { throwaway } from './settings.ts';

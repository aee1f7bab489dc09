import { totalmem } from 'node:os';

export type Settings = Record<string, string>;

const mb = 1024 * 1024;
const between = (low: number, value: number, high: number) => Math.round(Math.min(high, Math.max(low, value)));

/** The memory this process may use, in bytes: the container's limit where there is one. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Settings of the embedded server for a machine of that memory (bytes), shared with the program itself.
 * Statement errors are the program's to report, so the log keeps only what concerns the server.
 */
export function serverSettings(memory: number, socketDir: string, more: Settings = {}): Settings {
  return {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    port: '5432',
    max_connections: '100',
    shared_buffers: `${between(64, memory / mb / 32, 1024)}MB`,
    effective_cache_size: `${between(256, memory / mb / 2, 65536)}MB`,
    maintenance_work_mem: `${between(64, memory / mb / 64, 512)}MB`,
    work_mem: '16MB',
    wal_level: 'replica',
    max_wal_size: '2GB',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...more,
  };
}

/** Settings for data that nobody will miss: tests. */
export const throwaway: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

export const asArguments = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

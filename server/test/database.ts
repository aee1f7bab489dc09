import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { onServer, withDatabase } from './database-server.ts';

export type TestDatabase = { url: string; drop(): Promise<void> };

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = inject('databaseServerUrl');
  const name = `wf_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, `create database ${name} template ${template} strategy file_copy`);
  return {
    url: withDatabase(server, name),
    drop: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}

/** A migrated, empty database for one test file, about 40 ms; call `drop` after the last test. */
export const cloneDatabase = (): Promise<TestDatabase> => createDatabase(inject('databaseTemplate'));

/** A database without a schema, for tests of migrations. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('template0');

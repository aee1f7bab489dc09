import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded, systemBinaries, throwaway } from '../src/db/embedded/index.ts';
import { findRunning } from '../src/db/embedded/pidfile.ts';
import { isAlive } from '../src/db/embedded/processes.ts';
import { shutDown } from '../src/db/embedded/server.ts';
import { availableMemory } from '../src/db/embedded/settings.ts';
import { openQueue } from '../src/domains/jobs/index.ts';
import { createLog } from '../src/lib/log.ts';
import { onServer, withDatabase } from './database-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The test server's own database, from which others are cloned. */
    databaseServerUrl: string;
    /** The name of the migrated database that each test file gets a copy of. */
    databaseTemplate: string;
  }
}

// Old log is of no use here, and may lie in memory.
const settings = { ...throwaway, max_wal_size: '256MB' };

type Server = { url: string; stop(): Promise<void> };

const prefix = 'watchfloor-test-';
const memory = '/dev/shm';
const gigabyte = 2 ** 30;

/** Where the test server lies: in memory where there is plenty, since a copy of the template is 600 small files. */
async function chooseFolder(): Promise<string> {
  const free = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return free > 4 * gigabyte && availableMemory() > 7 * gigabyte ? memory : tmpdir();
}

/** Ends and removes what runs of the suite that were killed left behind. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : 0;
    if (!pid || isAlive(pid)) continue;
    const dataDir = join(folder, name);
    const left = await findRunning(join(dataDir, 'postgres', 'cluster'));
    if (left) await shutDown(left.pid);
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * A throwaway server for this run: the built-in one, the system's of the version in WF_TEST_POSTGRES, or the one that
 * WF_TEST_DATABASE_URL names (as a superuser).
 */
async function startServer(): Promise<Server> {
  const given = process.env.WF_TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  for (const folder of [memory, tmpdir()]) await sweep(folder);
  const dataDir = await mkdtemp(join(await chooseFolder(), `${prefix}${process.pid}-`));
  const log = { info: () => {}, warn: (message: string) => console.warn(message) };
  const major = process.env.WF_TEST_POSTGRES;
  const other = major ? { binaries: systemBinaries(Number(major)) } : {};
  const server = await startEmbedded({ dataDir, log, settings, ...other });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Starts the server and migrates the template, once per run of the suite. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const template = `wf_template_${process.pid}`;
  try {
    await onServer(server.url, `create database ${template}`);
    const { migrateUp } = await import('../src/db/migrator.ts');
    await migrateUp(withDatabase(server.url, template));
    // With the queue's own tables, so that no test has to make them.
    const queue = await openQueue(withDatabase(server.url, template), { isWorker: false, log: createLog('silent') });
    await queue.stop({ graceful: false });
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('databaseServerUrl', server.url);
  project.provide('databaseTemplate', template);
  return async () => {
    await onServer(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
}

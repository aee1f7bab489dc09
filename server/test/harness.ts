import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from '@watchfloor/contract';
import type { FastifyInstance } from 'fastify';
import { type ComposeParts, compose } from '../src/app/compose.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createDatabase, type Database } from '../src/db/database.ts';
import type { Patience } from '../src/db/patience.ts';
import {
  type Actor,
  type Context,
  type ContextParts,
  ensureRoles,
  makeContext,
  systemContext,
} from '../src/domains/access/index.ts';
import { ensureDefaultCustomer } from '../src/domains/customers/index.ts';
import { type JobDefinition, OutboxReader, openQueue } from '../src/domains/jobs/index.ts';
import { createHttp } from '../src/http/server.ts';
import { createLog } from '../src/lib/log.ts';
import { type Call, callsTo } from './call.ts';
import { TestClock } from './clock.ts';
import { cloneDatabase } from './database.ts';
import { type Given, makeGiven } from './given.ts';

export type TestApp = {
  /** The address of this file's own database, owner's login. */
  url: string;
  db: Database;
  /** Stands still; a session is read again from the database only after it moved a second. */
  clock: TestClock;
  parts: ContextParts;
  system: Context;
  config: Config;
  jobs: readonly JobDefinition[];
  /** The routes that the domains serve. */
  bound: readonly Route[];
  given: Given;
  call: Call;
  http: FastifyInstance;
  as(actor: Actor): Context;
  /** Listens on a free port, for what an injected request cannot show: streams and closed sockets. */
  listen(): Promise<string>;
  /** Runs a job here and now and returns what it did. @throws Error when no job has that name. */
  runJob(name: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
};

export type TestOptions = {
  environment?: Record<string, string>;
  start?: string;
  /** The database of another app, to run two on one; it stays when this one closes. */
  url?: string;
  /** How long the database is waited for; as long as work waits when it is left out. */
  patience?: Patience;
  /** Connections of their own for jobs; those of requests when it is left out. */
  work?: Database;
  /** Replaces or adds bindings after the domains were put together. */
  bindings?: (
    bound: Awaited<ReturnType<typeof compose>>['bindings'],
  ) => Awaited<ReturnType<typeof compose>>['bindings'];
};

/** The whole program on a database of its own, put together as at a real start, without a port and without workers. */
export async function startTestApp(options: TestOptions = {}): Promise<TestApp> {
  const closers: (() => Promise<unknown>)[] = [];
  const dataDir = await mkdtemp(join(tmpdir(), 'watchfloor-app-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const own = options.url === undefined ? await cloneDatabase() : null;
  if (own) closers.push(own.drop);
  const url = options.url ?? own?.url ?? '';
  const config = readConfig(
    ['--data', dataDir],
    { DATABASE_URL: url, WF_LOG: 'silent', ...options.environment },
    dataDir,
  );
  const log = createLog(config.log);
  const db = createDatabase(url, {
    max: 5,
    ...(options.patience ? { patience: options.patience } : {}),
    ...(config.databaseReadUrl ? { readUrl: config.databaseReadUrl } : {}),
  });
  closers.push(db.close);
  const clock = new TestClock(options.start);
  const parts: ContextParts = { db, clock, log };
  const system = systemContext(parts);
  await ensureRoles(system);
  await ensureDefaultCustomer(system);
  const boss = await openQueue(url, { isWorker: false, log });
  closers.push(() => boss.stop({ graceful: false }));
  const reader = new OutboxReader(system, url, log);
  await reader.open();
  closers.push(() => reader.close());
  const composeParts: ComposeParts = { parts, work: options.work ?? db, config, boss, reader, isEmbedded: false };
  const { bindings, jobs, domains } = await compose(composeParts);
  closers.push(() => domains.close());
  const http = await createHttp(parts, options.bindings ? options.bindings(bindings) : bindings, {
    publicUrl: config.publicUrl,
    isSecure: config.isSecure,
    trustProxy: config.trustProxy,
    keys: domains.integrations.keys,
  });
  closers.push(() => http.close());
  return {
    url,
    db,
    clock,
    parts,
    system,
    config,
    jobs,
    bound: bindings.map((binding) => binding.route),
    http,
    given: makeGiven(system, clock),
    call: callsTo(http),
    as: (actor) => makeContext(parts, actor),
    listen: async () => {
      await http.listen({ port: 0, host: '127.0.0.1' });
      return `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
    },
    runJob: (name, params = {}) => runJob(system, jobs, name, params),
    close: async () => {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

async function runJob(system: Context, jobs: readonly JobDefinition[], name: string, params: Record<string, unknown>) {
  const job = jobs.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job ${name}; there are ${jobs.map((one) => one.name).join(', ')}.`);
  return job.run({
    context: system,
    params,
    signal: new AbortController().signal,
    checkpoint: null,
    progress: async () => undefined,
    log: async () => undefined,
    saveCheckpoint: async () => undefined,
  });
}

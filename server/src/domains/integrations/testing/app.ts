import type { FastifyInstance } from 'fastify';
import { type Call, callsTo } from '../../../../test/call.ts';
import { TestClock } from '../../../../test/clock.ts';
import { cloneDatabase } from '../../../../test/database.ts';
import { type Given, makeGiven } from '../../../../test/given.ts';
import { createDatabase, type Database } from '../../../db/database.ts';
import { createHttp } from '../../../http/server.ts';
import { createLog } from '../../../lib/log.ts';
import {
  type Actor,
  type Context,
  type ContextParts,
  ensureRoles,
  makeContext,
  systemContext,
} from '../../access/index.ts';
import { integrationRoutes } from '../routes.ts';
import { type Fakes, makeFakes } from './fakes.ts';

type App = {
  db: Database;
  clock: TestClock;
  parts: ContextParts;
  system: Context;
  given: Given;
  call: Call;
  http: FastifyInstance;
  as(actor: Actor): Context;
  close(): Promise<void>;
};

/** `started` has the sources whose run was asked for. */
export type IntegrationApp = { app: App; fakes: Fakes; started: number[] };

/** This domain's routes on a database of their own, with connectors of the test: nothing of the domains above is needed. */
export async function startIntegrationApp(): Promise<IntegrationApp> {
  const fakes = makeFakes();
  const started: number[] = [];
  const startRun = async (_context: unknown, sourceId: number) => {
    started.push(sourceId);
    return 7_000 + sourceId;
  };
  const database = await cloneDatabase();
  const db = createDatabase(database.url, { max: 5 });
  const clock = new TestClock();
  const parts = { db, clock, log: createLog('silent') };
  const system = systemContext(parts);
  await ensureRoles(system);
  const bindings = integrationRoutes({ ...fakes.parts, startRun });
  const http = await createHttp(parts, bindings, {
    publicUrl: 'http://127.0.0.1:8080',
    isSecure: false,
    keys: fakes.parts.keys,
  });
  const close = async () => {
    await http.close();
    await db.close();
    await database.drop();
  };
  const as = (actor: Actor) => makeContext(parts, actor);
  const app = { db, clock, parts, system, given: makeGiven(system, clock), call: callsTo(http), http, as, close };
  return { app, fakes, started };
}

let count = 0;
/** A body that connects an address of its own. */
export const draft = (changes: Record<string, unknown> = {}) => ({
  kind: 'wazuh-indexer',
  url: `https://indexer-${++count}.kestrel.example:9200`,
  config: { username: 'reader' },
  secrets: { password: 'Readers-Secret-1' },
  tls: { verify: 'system' } as const,
  ...changes,
});

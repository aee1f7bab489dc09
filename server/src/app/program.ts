import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { routes } from '@watchfloor/contract';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { type ContextParts, ensureRoles, newSetupToken, systemContext } from '../domains/access/index.ts';
import { ensureDefaultCustomer } from '../domains/customers/index.ts';
import { ensureQueue, OutboxReader, openQueue, startWorker, type Worker } from '../domains/jobs/index.ts';
import { serveConsole } from '../http/console.ts';
import { describeApi } from '../http/openapi.ts';
import { createHttp } from '../http/server.ts';
import { systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';
import { claimFolder, noteAddress } from './claim.ts';
import { compose } from './compose.ts';
import { assertPortFree, explainListen } from './listen.ts';
import { openStores } from './stores.ts';

export type Program = {
  address: string;
  /** The single-use link of the first administrator, or `null` once there is one, and from a worker. */
  setupLink: string | null;
  stop(): Promise<void>;
};

const consoleFolder = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** Opens the stores, migrates, serves and works, as the configuration asks; answers once `GET /readyz` says 200. */
export async function startProgram(config: Config): Promise<Program> {
  const log = createLog(config.log);
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.reverse().splice(0))
      await close().catch((error: unknown) => log.warn({ err: error }, 'stopping'));
  };
  try {
    const state = { isReady: false };
    await assertPortFree(config.host, config.port);
    closers.push(await claimFolder(config.dataDir, config.databaseUrl !== null));
    const stores = await openStores(config, log, 'program', systemClock.now());
    closers.push(stores.close);
    const parts: ContextParts = { db: stores.requests, clock: systemClock, log };
    const system = systemContext(parts);
    const working = systemContext({ ...parts, db: stores.database });
    await ensureRoles(system);
    await ensureDefaultCustomer(system);
    const isWorker = config.role !== 'api';
    const isServing = config.role !== 'worker';
    const boss = await openQueue(stores.database.url, { isWorker, log });
    closers.push(() => boss.stop({ graceful: false }));
    const reader = new OutboxReader(system, stores.database.url, log);
    // Before any stream: who hears of a change finds it in the lists that are asked for because of it.
    reader.subscribe(stores.requests.noteChange);
    await reader.open();
    closers.push(() => reader.close());
    const { bindings, jobs, domains, onReady } = await compose({
      parts,
      work: stores.database,
      config,
      boss,
      reader,
      isEmbedded: stores.embedded !== null,
    });
    closers.push(() => domains.close());
    for (const job of jobs) await ensureQueue(boss, job.name);
    const app = await createHttp(parts, isServing ? bindings : [], {
      publicUrl: config.publicUrl,
      isSecure: config.isSecure,
      trustProxy: config.trustProxy,
      keys: domains.integrations.keys,
    });
    mountPlumbing(app, parts, state);
    if (isServing) {
      serveDescription(app);
      await serveConsole(app, consoleFolder);
    }
    const address = await listen(app, config);
    const reached = config.isPublicUrlGiven ? config.publicUrl : address;
    if (isServing) await noteAddress(config.dataDir, reached);
    closers.push(() => app.close());
    let worker: Worker | null = null;
    if (isWorker) {
      worker = await startWorker(working, boss, jobs);
      closers.push(() => worker?.stop() ?? Promise.resolve());
    }
    stores.embedded?.supervise(() => log.warn({}, 'the embedded database was started again'));
    const token = isServing ? await newSetupToken(system) : null;
    state.isReady = true;
    void onReady().catch((error: unknown) => log.error({ err: error }, 'after start'));
    return { address, setupLink: token === null ? null : `${reached}/setup?token=${token}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Liveness and readiness: for machines, so outside the contract; all that a worker answers. */
function mountPlumbing(app: FastifyInstance, parts: ContextParts, state: { isReady: boolean }): void {
  app.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok'));
  app.get('/readyz', async (_request, reply) => {
    if (!state.isReady) return reply.status(503).type('text/plain').send('starting');
    await systemContext(parts).read((tx) => tx.selectFrom('roles').select('id').limit(1).execute());
    return reply.type('text/plain').send('ready');
  });
}

/** The description of the API, as docs/api/openapi.json keeps it. */
function serveDescription(app: FastifyInstance): void {
  const description = JSON.stringify(describeApi(routes));
  app.get('/api/openapi.json', async (_request, reply) => reply.type('application/json').send(description));
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    throw explainListen(error, config.host, config.port);
  }
  const bound = app.server.address() as AddressInfo;
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return `http://${host}:${bound.port}`;
}

import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import helmet from '@fastify/helmet';
import type { Problem, Route } from '@watchfloor/contract';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  anonymous,
  type Context,
  type ContextParts,
  makeContext,
  type Session,
  sessionLifeMs,
  systemContext,
} from '../domains/access/index.ts';
import { Failure } from '../lib/failure.ts';
import { deriveKey, type KeyRing } from '../lib/key-ring.ts';
import type { Binding, Exchange } from './binding.ts';
import { endedCookie, sessionCookie } from './cookies.ts';
import { openCursor, signCursor } from './cursors.ts';
import { recordedExport } from './exports.ts';
import { once } from './idempotency.ts';
import { parseInput } from './input.ts';
import { asksForLines, sendLines, type Tell } from './lines.ts';
import { refuseForgery } from './origin.ts';
import { asFailure, toProblem } from './problem.ts';
import { SessionReader } from './sessions.ts';
import { sendEvents } from './stream.ts';

export type HttpOptions = {
  publicUrl: string;
  isSecure: boolean;
  trustProxy?: boolean;
  /** What cursors are signed with and remembered requests are known by is derived from it. */
  keys: KeyRing;
};

type Keys = { cursors: KeyObject; bodies: Buffer };

/** The HTTP server with all bound routes; it does not listen yet. */
export async function createHttp(
  parts: ContextParts,
  bindings: readonly Binding[],
  options: HttpOptions,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: 1_048_576,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: options.isSecure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  // Bodies stay bytes until the route is known: signatures are made over bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', 'application/*+json'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  const sessions = new SessionReader(systemContext(parts), options.isSecure);
  app.setErrorHandler((error, request, reply) => answerFailure(parts, error, request, reply));
  const keys: Keys = {
    cursors: createSecretKey(deriveKey(options.keys, 'cursors')),
    bodies: deriveKey(options.keys, 'request bodies'),
  };
  for (const binding of bindings) mount(app, { parts, sessions, options, keys }, binding);
  return app;
}

function answerFailure(parts: ContextParts, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { retryAfterS } = asFailure(error);
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  const problem = problemOf(parts, error, request);
  return reply.status(problem.status).type('application/problem+json').send(problem);
}

/** What is told of an error; its cause goes to the log only. */
function problemOf(parts: ContextParts, error: unknown, request: FastifyRequest): Problem {
  const failure = asFailure(error);
  if (failure.code === 'internal')
    parts.log.error(
      { err: failure.cause ?? failure, traceId: request.id, path: request.url.split('?')[0] },
      'request failed',
    );
  return toProblem(failure, request.url.split('?')[0] ?? '', request.id);
}

/** What all routes of one server share. */
type Serving = {
  parts: ContextParts;
  sessions: SessionReader;
  options: HttpOptions;
  keys: Keys;
};

function mount(app: FastifyInstance, serving: Serving, binding: Binding): void {
  const { parts, sessions, options, keys } = serving;
  const { route } = binding;
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const session = await sessions.read(request.headers.cookie);
      const exchange = exchangeOf(request, reply, session, serving);
      const { ip, agent } = exchange;
      const context = makeContext(parts, session ? sessions.actor(session, ip, agent) : anonymous(ip, agent));
      if (route.method !== 'GET') refuseForgery(route, request.headers, options.publicUrl);
      await permit(route, context, session !== null);
      const sent = parseInput(route, request);
      const question = { operationId: route.operationId, userId: context.actor.userId, ...sent };
      const input = { ...sent, query: openCursor(keys.cursors, question) };
      reply.header('cache-control', 'no-store');
      if (route.stream === 'events') return sendEvents(reply, binding.handle(context, input, exchange));
      if (route.stream === 'csv') {
        const lines = binding.handle(context, input, exchange) as AsyncIterable<string>;
        return sendCsv(reply, route, recordedExport(context, route, input.query, lines));
      }
      if (route.progress && route.reply && asksForLines(exchange.header('accept'))) {
        const { progress, reply: shape } = route;
        const work = async (tell: Tell) =>
          shape.parse(await binding.handle(context, input, { ...exchange, tell: (one) => tell(progress.parse(one)) }));
        return sendLines(reply, work, (error) => problemOf(parts, error, request));
      }
      const key = exchange.header('idempotency-key');
      const run = async () => binding.handle(context, input, exchange);
      const result =
        key && isRemembered(route)
          ? await once(context, key.slice(0, 200), [route.operationId, input], keys.bodies, run)
          : await run();
      if (!route.reply) return reply.status(204).send();
      // Fields that the contract does not declare are dropped here: the last wall before the wire.
      return reply
        .type('application/json')
        .send(JSON.stringify(signCursor(keys.cursors, question, route.reply.parse(result))));
    },
  });
}

function exchangeOf(
  request: FastifyRequest,
  reply: FastifyReply,
  session: Session | null,
  { sessions, options: { publicUrl, isSecure } }: Serving,
): Exchange {
  return {
    ip: request.ip ?? null,
    agent: request.headers['user-agent'] ?? null,
    session,
    publicUrl,
    ifMatch: versionOf(request.headers['if-match']),
    rawBody: Buffer.isBuffer(request.body) ? request.body : null,
    setVersion: (version) => void reply.header('etag', `"${version}"`),
    setSession: (token) => void reply.header('set-cookie', sessionCookie(token, isSecure, sessionLifeMs / 1_000)),
    clearSession: () => {
      sessions.forget(request.headers.cookie);
      void reply.header('set-cookie', endedCookie(isSecure));
    },
    header: (name) => [request.headers[name.toLowerCase()]].flat()[0],
    signal: abortOnClose(reply),
    tell: () => undefined,
  };
}

const isRemembered = (route: Route) => route.method === 'POST' && !route.isSecret && !route.isFromMachines;

async function permit(route: Route, context: Context, isSignedIn: boolean): Promise<void> {
  if ('public' in route.access) return;
  if (!isSignedIn) throw new Failure('session.missing', 'Sign in first.');
  if ('signedIn' in route.access) return;
  // A route that declares nothing has no permission that anybody could hold.
  const { permission } = route.access;
  if (context.can(permission)) return;
  await context.asSystem().write((tx) =>
    context.record(tx, {
      type: 'access_denied',
      description: `${route.operationId} needs ${permission}.`,
      customerId: null,
      resource: { type: 'route', id: route.operationId },
    }),
  );
  context.require(permission);
}

/** The version that an ETag of ours names, or `null`. */
const versionOf = (header: string | undefined): number | null => {
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header ?? '');
  return match ? Number(match[1]) : null;
};

function abortOnClose(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // An answer that was sent whole leaves nothing to give up.
  reply.raw.on('close', () => reply.raw.writableFinished || controller.abort());
  return controller.signal;
}

function sendCsv(reply: FastifyReply, route: Route, lines: AsyncIterable<string>) {
  // `/api/v1/alerts/groups/export.csv` is saved as `alerts-groups.csv`.
  const name = route.path.split('/').slice(3, -1).join('-');
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(lines));
}

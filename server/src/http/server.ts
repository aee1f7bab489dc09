import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import helmet from '@fastify/helmet';
import type { Route } from '@watchfloor/contract';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { anonymous, type Context, type ContextParts, makeContext, systemContext } from '../domains/access/index.ts';
import { Failure } from '../lib/failure.ts';
import { deriveKey, type KeyRing } from '../lib/seal.ts';
import type { Binding, Exchange } from './binding.ts';
import { endedCookie, sessionCookie } from './cookies.ts';
import { openCursor, signCursor } from './cursors.ts';
import { once } from './idempotency.ts';
import { parseInput } from './input.ts';
import { refuseForgery } from './origin.ts';
import { asFailure, toProblem } from './problem.ts';
import { SessionReader } from './sessions.ts';
import { sendEvents } from './stream.ts';

export type HttpOptions = {
  publicUrl: string;
  isSecure: boolean;
  trustProxy?: boolean;
  bodyLimitBytes?: number;
  /** What cursors are signed with and remembered requests are known by is derived from it. */
  keys: KeyRing;
};

type Keys = { cursors: KeyObject; bodies: Buffer };

const sessionMaxAgeS = 12 * 3_600;

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
    bodyLimit: options.bodyLimitBytes ?? 1_048_576,
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
  for (const binding of bindings) mount(app, parts, sessions, binding, options, keys);
  return app;
}

function answerFailure(parts: ContextParts, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = asFailure(error);
  if (failure.code === 'internal')
    parts.log.error(
      { err: failure.cause ?? failure, traceId: request.id, path: request.url.split('?')[0] },
      'request failed',
    );
  if (failure.retryAfterS !== undefined) reply.header('retry-after', String(failure.retryAfterS));
  return reply
    .status(failure.status)
    .type('application/problem+json')
    .send(toProblem(failure, request.url.split('?')[0] ?? '', request.id));
}

function mount(
  app: FastifyInstance,
  parts: ContextParts,
  sessions: SessionReader,
  binding: Binding,
  options: HttpOptions,
  keys: Keys,
): void {
  const { route } = binding;
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const ip = request.ip ?? null;
      const agent = request.headers['user-agent'] ?? null;
      const session = await sessions.read(request.headers.cookie);
      const context = makeContext(parts, session ? sessions.actor(session, ip, agent) : anonymous(ip, agent));
      if (route.method !== 'GET') refuseForgery(route, request.headers, options.publicUrl);
      await permit(route, context, session !== null);
      const sent = parseInput(route, request);
      const question = { operationId: route.operationId, userId: context.actor.userId, ...sent };
      const input = { ...sent, query: openCursor(keys.cursors, question) };
      const exchange: Exchange = {
        ip,
        agent,
        session,
        publicUrl: options.publicUrl,
        ifMatch: versionOf(request.headers['if-match']),
        rawBody: Buffer.isBuffer(request.body) ? request.body : null,
        setVersion: (version) => void reply.header('etag', `"${version}"`),
        setSession: (token) => void reply.header('set-cookie', sessionCookie(token, options.isSecure, sessionMaxAgeS)),
        clearSession: () => {
          sessions.forget(request.headers.cookie);
          void reply.header('set-cookie', endedCookie(options.isSecure));
        },
        header: (name) => {
          const value = request.headers[name.toLowerCase()];
          return Array.isArray(value) ? value[0] : value;
        },
        signal: abortOnClose(reply),
      };
      reply.header('cache-control', 'no-store');
      if (route.stream === 'events') return sendEvents(reply, binding.handle(context, input, exchange));
      if (route.stream === 'csv') return sendCsv(reply, route, binding.handle(context, input, exchange));
      const key = exchange.header('idempotency-key');
      const run = async () => binding.handle(context, input, exchange);
      const result =
        key && route.method === 'POST' && isRemembered(route)
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

// Not kept for a second asking: replies that set a cookie or show a secret, and requests that hold a password.
const notRemembered = new Set([
  'login',
  'completeSetup',
  'createWebhook',
  'rotateWebhook',
  'receiveWebhook',
  'createConnection',
  'probeDraft',
]);
const isRemembered = (route: Route) => !notRemembered.has(route.operationId);

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

function sendCsv(reply: FastifyReply, route: Route, rows: unknown) {
  const name = route.path.split('/').at(-2) ?? 'export';
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(rows as AsyncIterable<string>));
}

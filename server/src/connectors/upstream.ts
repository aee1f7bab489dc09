import { Pool } from 'undici';
import type { z } from 'zod';
import { type Clock, type Pause, systemClock, systemPause } from '../lib/clock.ts';
import type { Lookup, Reach } from './upstream/address.ts';
import { refuse } from './upstream/answer.ts';
import { readBody } from './upstream/body.ts';
import { UpstreamFailure } from './upstream/failure.ts';
import { isBrokenConnection, toFailure } from './upstream/fault.ts';
import { makeRedact, type Redact } from './upstream/redact.ts';
import { isWorthRetrying, maxTries, readRetryAfter, waitBeforeRetry } from './upstream/retry.ts';
import { openSocket, type Target, where } from './upstream/socket.ts';
import type { Trust } from './upstream/trust.ts';

export type UpstreamRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with a slash; the prefix of the base address is put before it. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with `contentType`. */
  rawBody?: string;
  contentType?: string;
  headers?: Record<string, string>;
  /** Budget for the whole call with its retries; default 30 s. */
  timeoutMs?: number;
  maxBodyBytes?: number;
  /** Whether sending it twice does no harm; only GET counts as such by itself. */
  isIdempotent?: boolean;
  signal?: AbortSignal | undefined;
};

/** One product at one address; the only way out of this program over HTTP. */
export type Upstream = {
  readonly target: Target;
  /**
   * Sends a request and returns the parsed answer.
   * @throws {Failure} `connection.*`; the reason of `signal` when the caller cancelled.
   */
  request<T>(request: UpstreamRequest, schema: z.ZodType<T>): Promise<T>;
  /** Takes secrets out of a text before anybody sees it. */
  redact: Redact;
  close(): Promise<void>;
};

export type UpstreamOptions = {
  /** Scheme, host, port and prefix, for example https://siem.example/graylog. */
  url: string;
  trust?: Trust;
  servername?: string | undefined;
  reach?: Reach;
  timeoutMs?: number | undefined;
  maxBodyBytes?: number;
  /** Values that must never appear in a message. */
  secrets?: readonly string[];
  clock?: Clock;
  random?: () => number;
  pause?: Pause;
  lookup?: Lookup;
};

const defaults = { timeoutMs: 30_000, connectTimeoutMs: 5_000, maxBodyBytes: 50_000_000 };

/** Opens a client for one base address; no connection is made before the first request. */
export function openUpstream(options: UpstreamOptions): Upstream {
  const base = new URL(options.url);
  const isSecure = base.protocol === 'https:';
  const target: Target = {
    host: base.hostname,
    port: Number(base.port) || (isSecure ? 443 : 80),
    isSecure,
    trust: options.trust ?? { kind: 'system' },
    servername: options.servername,
    reach: options.reach ?? 'public',
    connectTimeoutMs: defaults.connectTimeoutMs,
    lookup: options.lookup,
  };
  const prefix = base.pathname.replace(/\/+$/, '');
  const redact = makeRedact(options.secrets ?? []);
  const place = where(target);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const pause = options.pause ?? systemPause;
  const pool = new Pool(base.origin, {
    connections: 8,
    // Deadlines are ours: one for the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_options, done) => {
      openSocket(target).then(
        (socket) => done(null, socket),
        (error: unknown) => done(toFailure(error, place), null),
      );
    },
  });

  async function tryOnce(request: UpstreamRequest, signal: AbortSignal) {
    const reply = await pool.request({
      method: request.method,
      path: prefix + request.path + toQuery(request.query),
      headers: {
        accept: 'application/json',
        'user-agent': 'watchfloor',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
        ...request.headers,
      },
      body: request.body === undefined ? (request.rawBody ?? null) : JSON.stringify(request.body),
      signal,
    });
    const header = (name: string): string | undefined => [reply.headers[name]].flat()[0];
    return {
      status: reply.statusCode,
      text: await readBody(reply.body, request.maxBodyBytes ?? options.maxBodyBytes ?? defaults.maxBodyBytes, place),
      contentType: header('content-type') ?? '',
      location: header('location'),
      retryAfterMs: readRetryAfter(header('retry-after'), clock.now()),
    };
  }

  async function send(request: UpstreamRequest, signal: AbortSignal, deadline: number) {
    const mayRetry = request.isIdempotent ?? request.method === 'GET';
    for (let tried = 1; ; tried += 1) {
      const isLast = !mayRetry || tried === maxTries;
      let waitMs = waitBeforeRetry(tried, null, random());
      try {
        const answer = await tryOnce(request, signal);
        if (answer.status >= 200 && answer.status < 300) return answer;
        waitMs = waitBeforeRetry(tried, answer.retryAfterMs, random());
        const hasTime = clock.now().getTime() + waitMs < deadline;
        if (isLast || !hasTime || !isWorthRetrying(answer.status)) throw refuse(answer, place, redact);
      } catch (error) {
        if (isLast || signal.aborted || !isBrokenConnection(error)) throw error;
      }
      await pause(waitMs, signal);
    }
  }

  return {
    target,
    redact,
    close: () => pool.destroy(),
    async request(request, schema) {
      const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? defaults.timeoutMs;
      const late = AbortSignal.timeout(timeoutMs);
      const signal = request.signal === undefined ? late : AbortSignal.any([request.signal, late]);
      try {
        const answer = await send(request, signal, clock.now().getTime() + timeoutMs);
        return parse(answer, schema, place);
      } catch (error) {
        if (request.signal?.aborted === true) throw request.signal.reason;
        if (late.aborted) {
          const evidence = `${place} did not answer within ${timeoutMs / 1000} s`;
          throw new UpstreamFailure('connection.timeout', evidence, 'try again later');
        }
        throw toFailure(error, place);
      }
    },
  };
}

/** The value of the header `authorization` for a name and a password. */
export const basicLogin = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function toQuery(query: UpstreamRequest['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

function parse<T>(answer: { text: string; contentType: string }, schema: z.ZodType<T>, place: string): T {
  const parsed = schema.safeParse(parseJson(answer, place));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? 'the answer' : issue.path.map(String).join('.');
  throw new UpstreamFailure(
    'connection.refused',
    `${place} answered in another shape than expected (${path})`,
    'check that the address is of this product and its version is supported',
  );
}

function parseJson(answer: { text: string; contentType: string }, place: string): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    if (answer.contentType.includes('json')) {
      const evidence = `${place} sent JSON that is broken or cut off`;
      throw new UpstreamFailure('connection.partial', evidence, 'try again', { cause });
    }
    const type = answer.contentType.split(';')[0] ?? '';
    const kind = type === '' ? 'something' : type.slice(0, 60);
    const evidence = `${place} answered with ${kind}, not JSON`;
    throw new UpstreamFailure('connection.refused', evidence, 'check the address and the port');
  }
}

import { z } from 'zod';
import { systemPause } from '../../lib/clock.ts';
import { type Failure, isFailure } from '../../lib/failure.ts';
import type { Surroundings } from '../connector.ts';
import { RefusedAnswer } from '../upstream/answer.ts';
import { UpstreamFailure } from '../upstream/failure.ts';
import { where } from '../upstream/socket.ts';
import { basicLogin, type Upstream, type UpstreamRequest } from '../upstream.ts';
import { makePace } from './pace.ts';
import { LoginAnswer } from './wire.ts';

/** The manager with a living token. */
export type Manager = {
  /** Logs in unless a token is at hand, and says until when it lives. */
  login(signal?: AbortSignal): Promise<Date>;
  /** @throws {Failure} `connection.refused` or `connection.partial` also when status 200 carries an error. */
  ask<T extends { error?: number; message?: string | null | undefined }>(
    request: UpstreamRequest,
    schema: z.ZodType<T>,
  ): Promise<T>;
};

type Token = { text: string; bornAt: number; endsAt: number };

/** Default of the manager (`auth_token_exp_timeout`), for a token that does not tell. */
const usualLifeMs = 900_000;

/** The manager's error number for an address that it blocks. */
const tooManyLogins = 6000;

export function openManager(
  upstream: Upstream,
  login: { username: string; password: string },
  surroundings: Surroundings,
): Manager {
  const { clock } = surroundings;
  const takeTurn = makePace(clock, surroundings.pause ?? systemPause);
  const basic = basicLogin(login.username, login.password);
  const place = where(upstream.target);
  let token: Token | null = null;
  let loggingIn: Promise<Token> | null = null;

  async function send<T>(request: UpstreamRequest, authorization: string, schema: z.ZodType<T>): Promise<T> {
    await takeTurn(request.signal ?? new AbortController().signal);
    return upstream.request({ ...request, headers: { ...request.headers, authorization } }, schema);
  }

  async function logIn(): Promise<Token> {
    try {
      const request = { method: 'POST', path: '/security/user/authenticate', isIdempotent: true } as const;
      const answer = await send(request, basic, LoginAnswer);
      const bornAt = clock.now().getTime();
      return { text: answer.data.token, bornAt, endsAt: readEnd(answer.data.token) ?? bornAt + usualLifeMs };
    } catch (error) {
      if (!isFailure(error, 'connection.forbidden') || !hasCode(error, tooManyLogins)) throw error;
      throw new UpstreamFailure(
        'connection.throttled',
        `${place} blocks this address after too many wrong logins`,
        'wait five minutes',
        { cause: error, retryAfterS: 300 },
      );
    }
  }

  /** One login for all who wait; a signal ends its owner's waiting, not the login of the others. */
  async function getToken(signal: AbortSignal | undefined): Promise<Token> {
    signal?.throwIfAborted();
    if (token !== null && clock.now().getTime() < token.bornAt + 0.8 * (token.endsAt - token.bornAt)) return token;
    loggingIn ??= logIn().finally(() => {
      loggingIn = null;
    });
    token = await (signal === undefined ? loggingIn : untilCancelled(loggingIn, signal));
    return token;
  }

  return {
    login: async (signal) => new Date((await getToken(signal)).endsAt),
    async ask(request, schema) {
      const used = await getToken(request.signal);
      const answer = await send(request, `Bearer ${used.text}`, schema).catch(async (error: unknown) => {
        if (!isFailure(error, 'connection.unauthorized')) throw error;
        // Revoked before its end, as a change of the security settings does: one new login, then it is a real refusal.
        if (token === used) token = null;
        return send(request, `Bearer ${(await getToken(request.signal)).text}`, schema);
      });
      if ((answer.error ?? 0) === 0) return answer;
      const reason = upstream.redact(answer.message ?? 'no reason given').slice(0, 200);
      throw answer.error === 2
        ? new UpstreamFailure(
            'connection.partial',
            `${place} answered in part (${reason})`,
            'nothing was concluded from it',
          )
        : new UpstreamFailure('connection.refused', `${place} refused the request (${reason})`, null);
    },
  };
}

/** Settles like the work, or rejects with the signal's reason when that comes first. */
async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const cancel = (): void => reject(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

const Payload = z.object({ exp: z.number() });

/** `exp` of a JSON web token, read and not verified: it only tells when to ask for the next. */
function readEnd(token: string): number | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return (Payload.safeParse(payload).data?.exp ?? Number.NaN) * 1000 || null;
  } catch {
    // No JWT; the usual life holds then.
    return null;
  }
}

/** Whether a refusal carries a Wazuh error number, which sits in `error` or `code`. */
export function hasCode(failure: Failure, code: number): boolean {
  const { cause } = failure;
  return cause instanceof RefusedAnswer && new RegExp(`"(?:error|code)"\\s*:\\s*${code}\\b`).test(cause.text);
}

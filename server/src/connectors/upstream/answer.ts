import type { ErrorCode } from '@watchfloor/contract';
import { UpstreamFailure } from './failure.ts';
import type { Redact } from './redact.ts';

/** A refusal of the product, as the cause of a failure; its text is redacted and cut to 4,000 characters. */
export class RefusedAnswer extends Error {
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    super(`status ${status}`);
    this.name = 'RefusedAnswer';
    this.status = status;
    this.text = text;
  }
}

/** The HTTP status behind a failure, or `null` when there was no answer. */
export function refusedStatus(error: unknown): number | null {
  return error instanceof Error && error.cause instanceof RefusedAnswer ? error.cause.status : null;
}

type Answer = { status: number; text: string; location: string | undefined; retryAfterMs: number | null };

/** The failure for an answer that is not 2xx. `where` is host:port. */
export function refuse(answer: Answer, where: string, redact: Redact): UpstreamFailure {
  const { status, retryAfterMs } = answer;
  const text = redact(answer.text).slice(0, 4_000);
  const reason = findReason(text);
  const because = reason === null ? '' : ` (${reason})`;
  const fail = (code: ErrorCode, evidence: string, remedy: string | null) =>
    new UpstreamFailure(code, `${where} ${evidence}`, remedy, {
      cause: new RefusedAnswer(status, text),
      ...(retryAfterMs === null ? {} : { retryAfterS: Math.ceil(retryAfterMs / 1000) }),
    });
  if (status === 401) return fail('connection.unauthorized', 'refused the login', 'check user and password');
  if (status === 403) return fail('connection.forbidden', `answered that the login lacks a right${because}`, null);
  if (status === 429 || (status === 503 && retryAfterMs !== null))
    return fail('connection.throttled', 'asks to slow down', 'it is tried again later');
  if (status >= 502 && status <= 504)
    return fail('connection.unreachable', `is not ready (status ${status})${because}`, 'try again later');
  if (status >= 300 && status < 400) {
    const target = redact(answer.location ?? 'another address');
    return fail('connection.refused', `redirects to ${target}`, 'enter the address of the service itself');
  }
  return fail('connection.refused', `refused the request with status ${status}${because}`, null);
}

/** The vendor's own words, from the usual places of an error body; at most 200 characters. */
function findReason(text: string): string | null {
  // JSON strings by their keys: OpenSearch and its plug-ins say `reason`, the Wazuh API and proxies one of the others.
  const reason =
    /"reason"\s*:\s*"((?:[^"\\]|\\.)+)"/.exec(text)?.[1] ??
    /"(?:detail|message|title)"\s*:\s*"((?:[^"\\]|\\.)+)"/.exec(text)?.[1] ??
    null;
  return reason === null ? null : reason.replaceAll(/\\(.)/g, '$1').slice(0, 200);
}

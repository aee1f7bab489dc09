import type { ErrorCode } from '@watchfloor/contract';
import { Failure, isFailure } from '../../lib/failure.ts';

type More = ConstructorParameters<typeof Failure>[2];

/** What went wrong between us and a product, and what to do about it: apart for a probe, one sentence for everybody else. */
export class UpstreamFailure extends Failure {
  /** What happened; begins with the place and has no full stop. */
  readonly evidence: string;
  /** Begins small and has no full stop; `null` when nothing is known to help. */
  readonly remedy: string | null;

  constructor(code: ErrorCode, evidence: string, remedy: string | null, more: More = {}) {
    super(code, remedy === null ? `${evidence}.` : `${evidence}: ${remedy}.`, more);
    this.evidence = evidence;
    this.remedy = remedy;
  }
}

/** The same failure with the part of a longer reading in front, for example `Page 3 of the agents`; what is no failure passes. */
export function failureIn(part: string, error: unknown): unknown {
  if (!isFailure(error)) return error;
  const { code, message, retryAfterS } = error;
  const more = { cause: error, ...(retryAfterS === undefined ? {} : { retryAfterS }) };
  return new Failure(code, `${part} was not read. ${message}`, more);
}

import { type ErrorCode, errorCodes, type Problem } from '@watchfloor/contract';

export type FailureField = NonNullable<Problem['errors']>[number];

/** An error that a caller is meant to read: a code of the contract and one public sentence with the remedy. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FailureField[] | undefined;
  /** Seconds after which trying again makes sense. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { cause?: unknown; fields?: readonly FailureField[]; retryAfterS?: number } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Failure';
    this.code = code;
    this.fields = more.fields;
    this.retryAfterS = more.retryAfterS;
  }

  get status(): number {
    return errorCodes[this.code][0];
  }
}

/** True for a failure, of the given code when one is given. */
export const isFailure = (error: unknown, code?: ErrorCode): error is Failure =>
  error instanceof Failure && (code === undefined || error.code === code);

import { type ErrorCode, errorCodes, type Problem } from '@watchfloor/contract';
import type { ZodError } from 'zod';
import { codeOf } from '../lib/error-code.ts';
import { Failure, type FailureField } from '../lib/failure.ts';
import { QueryError, queryFailure } from '../lib/lucene/index.ts';

const titleOf = (code: ErrorCode) => errorCodes[code][1];

/** The problem document of a failure; causes and stacks never leave the server. */
export function toProblem(failure: Failure, instance: string, traceId: string): Problem {
  return {
    type: `/errors/${failure.code}`,
    title: titleOf(failure.code),
    status: failure.status,
    code: failure.code,
    detail: failure.message,
    instance,
    traceId,
    ...(failure.fields ? { errors: [...failure.fields] } : {}),
  };
}

/** The failure of input that does not fit its schema, with one entry for each field. */
export function fromZod(error: ZodError, part: 'params' | 'query' | 'body'): Failure {
  const fields: FailureField[] = error.issues.map((issue) => ({
    pointer: `/${[part === 'body' ? null : part, ...issue.path].filter((step) => step !== null).join('/')}`,
    message: issue.message,
  }));
  const first = fields[0];
  return new Failure(
    'request.invalid',
    first ? `${first.pointer.slice(1) || 'The body'}: ${first.message}` : 'The request is not valid.',
    { fields },
  );
}

/** Any error as a failure: known ones pass, HTTP framing errors are named, the rest is `internal` and says nothing more. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof QueryError) return queryFailure(error);
  const code = codeOf(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Failure('request.too_large', 'The body is larger than 1 MB. Send fewer events in one request.', {
      cause: error,
    });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Failure('request.unsupported', 'Send the body as application/json.', { cause: error });
  if (
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    error instanceof SyntaxError
  )
    return new Failure('request.invalid', 'The body is not valid JSON.', { cause: error });
  // What PostgreSQL says of a NUL, which JSON and addresses can carry and its texts cannot.
  if (code === '22021' || code === '22P05')
    return new Failure('request.invalid', 'A text holds a NUL character, which is not taken.', { cause: error });
  return new Failure('internal', 'Something failed on our side. The log has the details under the trace id.', {
    cause: error,
  });
}

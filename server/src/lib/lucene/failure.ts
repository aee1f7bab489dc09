import { Failure } from '../failure.ts';
import { QueryError } from './error.ts';
import type { QueryNode } from './node.ts';
import { parseQuery } from './parse.ts';

/** The failure that a person is shown for a query; `pointer` names the request's field that held it. */
export function queryFailure(error: QueryError, pointer = '/q'): Failure {
  const { message, hint, position } = error;
  return new Failure('query.invalid', `${message} (at character ${position + 1})${hint ? ` ${hint}` : ''}`, {
    cause: error,
    fields: [{ pointer, message, position, ...(hint ? { hint } : {}) }],
  });
}

/** Runs `work`; a QueryError inside becomes `query.invalid`, everything else passes. */
export function withQueryFailure<T>(work: () => T, pointer = '/q'): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof QueryError ? queryFailure(error, pointer) : error;
  }
}

/** Reads a query. @throws {Failure} `query.invalid` with position and hint. */
export const readQuery = (text: string, pointer = '/q'): QueryNode => withQueryFailure(() => parseQuery(text), pointer);

import type { Route } from '@watchfloor/contract';
import type { FastifyRequest } from 'fastify';
import { type ZodType, ZodUnknown } from 'zod';
import { Failure } from '../lib/failure.ts';
import { fromZod } from './problem.ts';

/**
 * Parses what the caller sent. A route that takes any body reads the bytes itself: what a signature vouches for is not
 * refused for a byte that is no UTF-8.
 * @throws {Failure} `request.invalid` with an entry for each wrong field.
 */
export function parseInput(route: Route, request: FastifyRequest): { params: unknown; query: unknown; body: unknown } {
  return {
    params: route.params ? checked(route.params, request.params, 'params') : undefined,
    query: route.query ? checked(route.query, request.query, 'query') : undefined,
    body:
      route.body && !(route.body instanceof ZodUnknown) ? checked(route.body, jsonOf(request.body), 'body') : undefined,
  };
}

function checked(schema: ZodType, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  const result = schema.safeParse(value);
  if (!result.success) throw fromZod(result.error, part);
  return result.data;
}

/** JSON of the received bytes; keys that reach into prototypes are refused rather than dropped. */
export function jsonOf(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  let isPoisoned = false;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), (key, inner) => {
      if (key === '__proto__') isPoisoned = true;
      return inner;
    });
  } catch (error) {
    throw new Failure(
      'request.invalid',
      error instanceof TypeError ? 'The body is not valid UTF-8.' : 'The body is not valid JSON.',
      { cause: error },
    );
  }
  if (isPoisoned) throw new Failure('request.invalid', 'The body has a key named __proto__, which is not taken.');
  return value;
}

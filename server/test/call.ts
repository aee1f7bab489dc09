import { type Problem, type Route, type RouteInput, type RouteReply, routes } from '@watchfloor/contract';
import type { FastifyInstance } from 'fastify';

export type Routes = typeof routes;
export type OperationId = keyof Routes;

/** Who calls: the cookie of a session, or nobody. */
export type Caller = { cookie: string } | null;

/** What a route answered; `reply` and `problem` throw with the whole answer when it is not of that kind. */
export class Answer<T> {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;

  constructor(status: number, headers: Record<string, unknown>, text: string) {
    this.status = status;
    this.headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    this.text = text;
  }

  get reply(): T {
    if (this.status >= 300) throw new Error(`A reply was expected, not ${this.status}: ${this.text}`);
    return (this.text === '' ? undefined : JSON.parse(this.text)) as T;
  }

  get problem(): Problem {
    if (this.status < 400) throw new Error(`A problem was expected, not ${this.status}: ${this.text.slice(0, 500)}`);
    return JSON.parse(this.text) as Problem;
  }

  /** The code of the problem, or the status when it went well: what most tests compare. */
  get outcome(): string {
    return this.status < 400 ? String(this.status) : this.problem.code;
  }
}

export type Headers = Record<string, string>;
type Input<R> = R extends Route ? RouteInput<R> : never;
/** The input may be left out where the route takes none, or none that must be given. */
type Given<R> =
  Record<never, never> extends Input<R> ? [input?: Input<R>, headers?: Headers] : [input: Input<R>, headers?: Headers];

export type Call = <K extends OperationId>(
  caller: Caller,
  operationId: K,
  ...given: Given<Routes[K]>
) => Promise<Answer<RouteReply<Routes[K]>>>;

export type LooseInput = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };

/** The address of a route with its parameters filled in. */
export function addressOf(route: Route, input: LooseInput): string {
  const path = route.path.replace(/:([a-zA-Z]+)/g, (_whole, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  );
  const query = new URLSearchParams(
    Object.entries(input.query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Sends whatever a test likes to a route, also what its types forbid. */
export async function send(
  http: FastifyInstance,
  caller: Caller,
  route: Route,
  input: LooseInput,
  headers: Headers = {},
): Promise<Answer<unknown>> {
  const reply = await http.inject({
    method: route.method,
    url: addressOf(route, input),
    headers: {
      ...(caller ? { cookie: caller.cookie } : {}),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(input.body === undefined
      ? {}
      : { payload: typeof input.body === 'string' ? input.body : JSON.stringify(input.body) }),
  });
  return new Answer(reply.statusCode, reply.headers, reply.body);
}

/** A typed caller of the contract's routes. */
export function callsTo(http: FastifyInstance): Call {
  return ((caller: Caller, operationId: OperationId, input: LooseInput = {}, headers: Headers = {}) =>
    send(http, caller, routes[operationId], input, headers)) as Call;
}

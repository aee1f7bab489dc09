import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/** Who may call a route: holders of a permission, anybody signed in, or the public for the reason given. */
export type Access = { permission: Permission } | { signedIn: true } | { public: string };

/** One operation of the API; server and web both work from this value. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  operationId: string;
  summary: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Shape of the 200 reply; a route without one answers 204, a `stream` route answers for itself. */
  reply?: z.ZodType;
  stream?: 'events' | 'csv';
  /**
   * Shape of what is told while the work goes on. Who accepts `application/x-ndjson` is answered in lines of JSON:
   * `{ progress }` when something happened, at the end one `{ reply }` or `{ problem }`.
   */
  progress?: z.ZodType;
  /** The request holds a password, or the reply a secret or a cookie: neither is kept for a second asking. */
  isSecret?: true;
  /** Programs call it, which sign what they send instead of showing where they come from. */
  isFromMachines?: true;
  errors: readonly ErrorCode[];
};

/** Keeps the literal types of a route, so that callers know its parameters and its reply. */
export const defineRoute = <const R extends Route>(route: R): R => route;

type In<T> = T extends z.ZodType ? z.input<T> : never;
type Out<T> = T extends z.ZodType ? z.output<T> : never;

/** What a caller hands over. */
export type RouteInput<R extends Route> = (R['params'] extends z.ZodType ? { params: In<R['params']> } : unknown) &
  (R['query'] extends z.ZodType ? { query?: In<R['query']> } : unknown) &
  (R['body'] extends z.ZodType ? { body: In<R['body']> } : unknown);

/** What the handler receives after parsing. */
export type RouteParsed<R extends Route> = {
  params: Out<R['params']>;
  query: Out<R['query']>;
  body: Out<R['body']>;
};

/** What the caller receives. */
export type RouteReply<R extends Route> = R['reply'] extends z.ZodType ? z.output<R['reply']> : undefined;
/** What is told while a route with `progress` works. */
export type RouteProgress<R extends Route> = R['progress'] extends z.ZodType ? z.output<R['progress']> : never;
/** What the handler returns. */
export type RouteResult<R extends Route> = R['reply'] extends z.ZodType ? z.input<R['reply']> : void;

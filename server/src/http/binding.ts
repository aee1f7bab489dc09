import type { Route, RouteParsed, RouteResult } from '@watchfloor/contract';
import type { Context, Session } from '../domains/access/index.ts';

/** What a handler may know and set of the HTTP exchange itself. */
export type Exchange = {
  ip: string | null;
  agent: string | null;
  session: Session | null;
  /** The address people use to reach us, without a slash at the end. */
  publicUrl: string;
  /** The version in `If-Match`, or `null` when the caller sent none. */
  ifMatch: number | null;
  /** Names the version of what is sent, as an ETag. */
  setVersion(version: number): void;
  setSession(token: string): void;
  clearSession(): void;
  header(name: string): string | undefined;
  /** The body as received, for signatures; null where the route keeps none. */
  rawBody: Buffer | null;
  signal: AbortSignal;
  /** Tells what the route's `progress` describes, to whoever listens while the work goes on. */
  tell(progress: unknown): void;
};

/** One message of a stream, or a comment that keeps it open; its `id` is where to resume when nothing else is heard. */
export type StreamMessage = { id: string; event: string; data: unknown } | { comment: string; id?: string };

type Handled<R extends Route> = R extends { stream: 'csv' }
  ? AsyncIterable<string>
  : R extends { stream: 'events' }
    ? AsyncIterable<StreamMessage>
    : Promise<RouteResult<R>>;

export type Handler<R extends Route> = (context: Context, input: RouteParsed<R>, exchange: Exchange) => Handled<R>;

/** A contract route with its handler; the types of both are checked where it is made and forgotten here. */
export type Binding = { route: Route; handle(context: Context, input: unknown, exchange: Exchange): unknown };

/** Binds a handler to a route. */
export const on = <R extends Route>(route: R, handler: Handler<R>): Binding => ({
  route,
  handle: (context, input, exchange) => handler(context, input as RouteParsed<R>, exchange),
});

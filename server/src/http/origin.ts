import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from '@watchfloor/contract';
import { Failure } from '../lib/failure.ts';

/**
 * Refuses an unsafe request that a page of another origin made a browser send.
 * Callers without a browser send neither header; the SameSite cookie is the first wall, this is the second.
 */
export function refuseForgery(route: Route, headers: IncomingHttpHeaders, publicUrl: string): void {
  if (route.isFromMachines) return;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const origin = headers.origin;
  if (site === undefined && origin === undefined) return;
  if (origin !== undefined && (sameOrigin(origin, publicUrl) || sameHost(origin, headers.host))) return;
  throw new Failure('session.forged', 'The request came from another origin. Use the console at its own address.');
}

const sameOrigin = (origin: string, publicUrl: string) =>
  URL.canParse(publicUrl) && new URL(publicUrl).origin === origin;
const sameHost = (origin: string, host: string | undefined) =>
  URL.canParse(origin) && host !== undefined && new URL(origin).host === host;

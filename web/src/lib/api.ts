import type { RouteInput, RouteProgress, RouteReply } from '@watchfloor/contract';
import { type OperationName, type Routes, routeTable } from './contract.ts';
import { linesOf } from './lines.ts';
import { ProblemError, problemOf } from './problem.ts';

export type Input<K extends OperationName> = RouteInput<Routes[K]>;
export type Reply<K extends OperationName> = RouteReply<Routes[K]>;

export type Progress<K extends OperationName> = RouteProgress<Routes[K]>;

export type CallOptions<K extends OperationName = OperationName> = {
  signal?: AbortSignal | undefined;
  /** The `version` that was read; the server refuses with `version.conflict` when it is no longer the present one. */
  ifMatch?: number | undefined;
  /** One key for one intention: pass the same one when the same intention is sent again. A new one is made for each POST. */
  idempotencyKey?: string | undefined;
  /** Hears what is told while the server works; only operations with a `progress` in the contract tell anything. */
  onProgress?: ((progress: Progress<K>) => void) | undefined;
};

type Parts = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };

/** Asks the API and gives the reply as the contract types it. @throws {ProblemError} for every refusal and for no network. */
export async function call<K extends OperationName>(
  name: K,
  input: Input<K>,
  options: CallOptions<K> = {},
): Promise<Reply<K>> {
  const { method } = routeTable[name];
  const { body } = (input ?? {}) as Parts;
  const headers = new Headers({ accept: options.onProgress ? 'application/x-ndjson' : 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`);
  if (method === 'POST') headers.set('idempotency-key', options.idempotencyKey ?? newKey());
  const reply = await ask(addressOf(name, input), {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (!reply.ok) throw await problemOf(reply);
  if (reply.status === 204) return undefined as Reply<K>;
  if (!reply.headers.get('content-type')?.startsWith('application/x-ndjson')) return (await reply.json()) as Reply<K>;
  for await (const line of linesOf(reply)) {
    if ('reply' in line) return line.reply as Reply<K>;
    if ('problem' in line) throw new ProblemError(line.problem);
    options.onProgress?.(line.progress as Progress<K>);
  }
  throw brokenOff();
}

/** The path and query of an operation with its parameters filled in; also the address of downloads and streams. */
export function addressOf<K extends OperationName>(name: K, input: Input<K>): string {
  const { params = {}, query = {} } = (input ?? {}) as Parts;
  const path = routeTable[name].path.replace(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(String(params[key] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const tail = search.toString();
  return tail ? `${path}?${tail}` : path;
}

/** The operation as a curl line; the key is named, not filled in, because a session cookie is not for sharing. */
export function curlOf<K extends OperationName>(name: K, input: Input<K>): string {
  const { method } = routeTable[name];
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  return `curl -sS${verb} -b "wf=$WF_SESSION" '${location.origin}${addressOf(name, input)}'`;
}

const brokenOff = () =>
  new ProblemError({
    code: 'network',
    title: 'The answer broke off.',
    detail: 'The connection to Watchfloor ended before the work did. Check the network, then try again.',
  });

async function ask(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ProblemError({
      code: 'network',
      title: 'The server does not answer.',
      detail: 'Nothing was changed that you did not see confirmed. Check the network, then try again.',
    });
  }
}

// crypto.randomUUID exists only on https and loopback; plain http to another host must work too.
const newKey = (): string =>
  typeof crypto.randomUUID === 'function'
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

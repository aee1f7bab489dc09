import { Failure, isFailure } from '../../lib/failure.ts';

/** The address as it is stored and compared: without a slash at the end, host in lower case, no default port. */
export const normalizeUrl = (url: string): string => new URL(url).href.replace(/\/+$/, '');

/** What a connection is called until a person names it: the host, as people say it. */
export const defaultName = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '').slice(0, 96);

/** The name, or the name with the first number from 2 on that nobody has; case does not tell two names apart. */
export function freeName(name: string, taken: readonly string[]): string {
  const others = new Set(taken.map((other) => other.toLowerCase()));
  let free = name;
  for (let number = 2; others.has(free.toLowerCase()); number += 1) free = `${name} ${number}`;
  return free;
}

export type Neighbour = {
  kind: string;
  customerId: number | null;
  baseUrl: string | null;
  instance: string | null;
};

/**
 * The name under which the agents of a connection are known. An indexer and a manager of one cluster share it; two
 * clusters that call themselves alike do not, since agent 001 of one is not agent 001 of the other.
 * @param cluster  as the product states it; `null` when it does not say.
 */
export function nameInstance(cluster: string | null, mine: Omit<Neighbour, 'instance'>, others: readonly Neighbour[]) {
  const host = mine.baseUrl === null ? 'unknown' : new URL(mine.baseUrl).hostname;
  const name = cluster ?? host;
  const isForeign = (other: Neighbour) =>
    other.customerId !== null && mine.customerId !== null && other.customerId !== mine.customerId;
  const isTaken = (instance: string) =>
    others.some((other) => other.instance === instance && (other.kind === mine.kind || isForeign(other)));
  const partner = others.find(
    (other) =>
      other.kind !== mine.kind &&
      other.customerId === mine.customerId &&
      other.instance !== null &&
      (other.instance === name || other.instance.startsWith(`${name}@`)) &&
      !isTaken(other.instance),
  );
  if (partner?.instance) return partner.instance;
  return isTaken(name) ? `${name}@${host}` : name;
}

const places: Record<string, string> = {
  '/config/url': '/url',
  '/config/caPem': '/tls/ca',
  '/config/pinSha256': '/tls/fingerprint',
};

/** A connector names its own fields; the caller sent them as part of a connection. Other errors pass unchanged. */
export function pointIntoBody(error: unknown): unknown {
  if (!isFailure(error, 'request.invalid')) return error;
  const fields = (error.fields ?? []).map((field) => ({ ...field, pointer: places[field.pointer] ?? field.pointer }));
  return new Failure('request.invalid', error.message, { fields, cause: error });
}

/** @throws {Failure} `request.invalid` for the first name that a form does not have: a secret in a wrong place would be stored readable. */
export function refuseUnknown(part: 'config' | 'secrets', given: object, known: readonly string[]): void {
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  const pointer = `/${part}/${stranger.slice(0, 100)}`;
  throw new Failure('request.invalid', `${pointer.slice(1)}: there is no such field. Leave it out.`, {
    fields: [{ pointer, message: 'There is no such field.' }],
  });
}

/** @throws {Failure} `version.conflict` when the caller read another version; `null` overwrites on purpose. */
export function refuseOutdated(found: number, expected: number | null, what: string): void {
  if (expected !== null && expected !== found)
    throw new Failure('version.conflict', `Somebody changed this ${what} since you read it. Read it again.`);
}

import { Failure } from '../../../lib/failure.ts';
import type { Grouping } from './groups.store.ts';

const marks: Record<Grouping, string> = { fix: 'f', cve: 'c', asset: 'a' };

/** The opaque key of a group. */
export const groupKey = (by: Grouping, one: number, two: number): string =>
  `${marks[by]}${one.toString(36)}.${two.toString(36)}`;

/** What a key names. @throws {Failure} `query.invalid` for a key that no group has. */
export function parseGroup(key: string): { by: Grouping; one: number; two: number } {
  const [, letter, one = '', two = ''] = /^([fca])([0-9a-z]{1,7})\.([0-9a-z]{1,7})$/.exec(key) ?? [];
  const by = (Object.keys(marks) as Grouping[]).find((name) => marks[name] === letter);
  if (by === undefined)
    throw new Failure('query.invalid', 'There is no such group. Take its key from the list of groups.');
  return { by, one: Number.parseInt(one, 36), two: Number.parseInt(two, 36) };
}

import { Failure } from '../../../lib/failure.ts';

const shape = /^[a-z0-9.*][a-z0-9._*-]{0,254}$/;

/**
 * Checks names and patterns before they reach an address or a statement.
 * @throws {Failure} `request.invalid` for none, too many, and names that no index can have (also `-x`, `_all`, `a,b`).
 */
export function checkPatterns(indices: readonly string[]): readonly string[] {
  if (indices.length === 0 || indices.length > 50)
    throw new Failure('request.invalid', 'Name between 1 and 50 indices.');
  const wrong = indices.find((index) => !shape.test(index) || index === '.' || index === '..');
  if (wrong !== undefined)
    throw new Failure(
      'request.invalid',
      `"${wrong.slice(0, 80)}" is not an index name: use lower-case letters, digits, ".", "_", "-" and "*".`,
    );
  return indices;
}

/** True for a name, not a pattern, that an index can have. */
export const isIndexName = (index: string): boolean =>
  shape.test(index) && !index.includes('*') && index !== '.' && index !== '..';

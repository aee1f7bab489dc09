import { Failure } from '../../lib/failure.ts';
import type { Places } from './layout.ts';

/** What the system and PostgreSQL say, in their words, and the sentence for it; the first that fits holds. */
const causes: [RegExp, (places: Places) => string][] = [
  [
    /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/,
    ({ dataDir }) => `The disk that holds ${dataDir} is full; free some space and start again.`,
  ],
  [
    /Read-only file system|EROFS|Permission denied|EACCES|EPERM/,
    ({ dataDir }) => `This user may not write to ${dataDir}; give it the folder, or choose another one with --data.`,
  ],
  [
    /has wrong ownership|must be owned by|has invalid permissions/i,
    ({ cluster }) =>
      `${cluster} belongs to another user or is open to others; give it to the user who starts Watchfloor, with mode 0700.`,
  ],
  [
    /could not (create|map) .*shared memory|Cannot allocate memory|out of memory/i,
    () => 'There is not enough free memory for PostgreSQL; end other programs or add memory, then start again.',
  ],
];

/** Turns what the system or PostgreSQL said into one sentence with the remedy; unknown causes quote the last line of the log. */
export function explain(said: string, places: Places, cause?: unknown): Failure {
  const known = causes.find(([pattern]) => pattern.test(said));
  const last = said.trim().split('\n').at(-1) ?? '';
  const sentence = known ? known[1](places) : `PostgreSQL did not start; ${places.log} says why: ${last}`;
  return new Failure('database.unavailable', sentence, { cause: cause ?? said.slice(-4000) });
}

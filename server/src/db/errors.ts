import { codeOf } from '../lib/error-code.ts';
import { Failure } from '../lib/failure.ts';

const unavailable = /^(08|57P0|53300)/;
const unwritable = new Set(['25006', '53100', '53200', '58030']);
/** A statement that was ended, by its limit or by hand. */
const overtime = '57014';
/** Two that wait for each other, again and again. */
export const contended = new Set(['40001', '40P01']);
/** What the pool says to somebody for whom no connection became free. */
const noneFree = 'timeout exceeded when trying to connect';
const socketCodes = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Turns "the database is away", "it takes no writes" and "it took too long" into failures a caller can act on; everything else passes. */
export function translateDatabaseError(error: unknown, during: 'work' | 'commit' = 'work'): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  const code = codeOf(error);
  if (unwritable.has(code))
    return new Failure(
      'database.read_only',
      'The database takes no writes now. Check its disk and its mode; nothing was changed.',
      {
        cause: error,
        retryAfterS: 5,
      },
    );
  if (error.message === noneFree)
    return new Failure('database.unavailable', 'Too much is asked at once; try again in a moment.', {
      cause: error,
      retryAfterS: 2,
    });
  // At its end a transaction that met another may still be run again.
  if (during === 'work' && contended.has(code))
    return new Failure(
      'database.unavailable',
      'Too many change the same at once. Nothing was changed; try again in a moment.',
      { cause: error, retryAfterS: 2 },
    );
  const isGone = /Connection terminated|is not queryable/.test(error.message);
  if (unavailable.test(code) || socketCodes.has(code) || isGone)
    return new Failure(
      'database.unavailable',
      during === 'commit'
        ? 'The database went away while it saved. Look whether it was done before you try again.'
        : 'The database does not answer. Nothing was changed; try again in a moment.',
      {
        cause: error,
        retryAfterS: 2,
      },
    );
  if (code === overtime)
    return new Failure(
      'database.timeout',
      'The database needed too long for this. Nothing was changed; ask for less at once, or try again later.',
      { cause: error, retryAfterS: 10 },
    );
  return error;
}

import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from './context.ts';
import { lockSeconds } from './rules.ts';
import * as throttle from './throttle.store.ts';

/** How many wrong tries were counted until now. @throws {Failure} `throttle.exceeded` while they lock the name. */
export async function refuseWhileLocked(system: Context, key: string): Promise<number> {
  const tried = await system.read((tx) => throttle.findTries(tx, key));
  refuseLocked(tried, system.clock.now());
  return tried?.tries ?? 0;
}

// Whoever guesses many at once learns no more than who guesses one after the other: once five are counted, a right password
// and a wrong one get the same answer, also when they came before that.

/** Lets a right password in and begins the count anew. @throws {Failure} `throttle.exceeded` when others locked the name while it was checked. */
export async function passLock(tx: Tx, key: string, now: Date): Promise<void> {
  refuseLocked(await throttle.clearTries(tx, key), now);
}

/** @throws {Failure} `throttle.exceeded` when a wrong password was counted as `tries`, and others locked the name since `before`. */
export function refuseOvertaken(before: number, tries: number): void {
  if (tries - 1 > before && lockSeconds(tries - 1) > 0) throw locked(lockSeconds(tries));
}

function refuseLocked(tried: throttle.Tries | null, now: Date): void {
  if (!tried) return;
  const waitS = lockSeconds(tried.tries) - (now.getTime() - tried.windowAt.getTime()) / 1_000;
  if (waitS > 0) throw locked(Math.ceil(waitS));
}

const locked = (waitS: number) =>
  new Failure('throttle.exceeded', `Too many wrong tries. Try again in ${waitS} s.`, { retryAfterS: waitS });

/** At most 60 sign-ins a minute from one address, right or wrong, so that hashing cannot be used to keep us busy. */
export async function refuseFlood(system: Context, key: string): Promise<void> {
  const { tries } = await system.write((tx) => throttle.countInWindow(tx, key, 60, system.clock.now()));
  if (tries > 60)
    throw new Failure('throttle.exceeded', 'Too many sign-ins from this address. Try again in a minute.', {
      retryAfterS: 60,
    });
}

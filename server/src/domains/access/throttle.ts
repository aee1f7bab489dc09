import { Failure } from '../../lib/failure.ts';
import type { Context } from './context.ts';
import { lockSeconds } from './rules.ts';
import * as throttle from './throttle.store.ts';

export async function refuseWhileLocked(system: Context, key: string): Promise<void> {
  const tried = await system.read((tx) => throttle.findTries(tx, key));
  if (!tried) return;
  const waitS = lockSeconds(tried.tries) - (system.clock.now().getTime() - tried.windowAt.getTime()) / 1_000;
  if (waitS > 0)
    throw new Failure('throttle.exceeded', `Too many wrong tries. Try again in ${Math.ceil(waitS)} s.`, {
      retryAfterS: Math.ceil(waitS),
    });
}

/** At most 60 sign-ins a minute from one address, right or wrong, so that hashing cannot be used to keep us busy. */
export async function refuseFlood(system: Context, key: string): Promise<void> {
  const { tries } = await system.write((tx) => throttle.countInWindow(tx, key, 60, system.clock.now()));
  if (tries > 60)
    throw new Failure('throttle.exceeded', 'Too many sign-ins from this address. Try again in a minute.', {
      retryAfterS: 60,
    });
}

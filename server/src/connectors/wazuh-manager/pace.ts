import type { Clock, Pause } from '../../lib/clock.ts';

const minuteMs = 60_000;
/** The whole API of a manager takes 300 requests a minute from everybody; some are left for people. */
export const requestsPerMinute = 240;

/** Milliseconds to wait before the next request may go, for the times of the latest ones, oldest first. */
export function waitForTurn(sentAt: readonly number[], now: number): number {
  if (sentAt.length < requestsPerMinute) return 0;
  const oldest = sentAt[sentAt.length - requestsPerMinute] ?? 0;
  return Math.max(0, oldest + minuteMs - now);
}

/** Returns a function that resolves when a request may be sent. */
export function makePace(clock: Clock, pause: Pause) {
  const sentAt: number[] = [];
  return async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const waitMs = waitForTurn(sentAt, clock.now().getTime());
      if (waitMs === 0) break;
      await pause(waitMs, signal);
    }
    sentAt.push(clock.now().getTime());
    if (sentAt.length > requestsPerMinute) sentAt.shift();
  };
}

import { setTimeout as wait } from 'node:timers/promises';

/** Where a moment comes from; handed in, so that tests turn it. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** Waits some milliseconds; handed in, so that tests do not. @throws the signal's reason (as the cause) when it comes first. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export const systemPause: Pause = (ms, signal) => wait(ms, undefined, { signal });

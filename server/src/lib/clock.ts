/** Where a moment comes from; handed in, so that tests turn it. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** Events that come in one after the other, `perSecond` of them from `startedAt` (milliseconds since 1970) on. */
export type Feed = { startedAt: number; perSecond: number };

/** When event `n` happened, in whole milliseconds. */
export const timeOf = ({ startedAt, perSecond }: Feed, n: number): number =>
  startedAt + Math.floor((n * 1_000) / perSecond);

/** How many events happened before that instant, which is also the number of the first one that did not. */
export const countBefore = ({ startedAt, perSecond }: Feed, at: number): number =>
  Math.max(0, Math.ceil(((at - startedAt) * perSecond) / 1_000));

/** At most this many tries, the first included. */
export const maxTries = 5;

const firstWaitMs = 250;
const longestWaitMs = 10_000;

/** Milliseconds that a `Retry-After` header asks for: seconds or a date; `null` when absent or unreadable. */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const seconds = Number(header);
  if (header.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/**
 * Milliseconds to wait before try number `tried + 1`; doubling with full jitter, so that many clients do not come back at once.
 * @param random  in [0, 1).
 */
export function waitBeforeRetry(tried: number, retryAfterMs: number | null, random: number): number {
  if (retryAfterMs !== null) return retryAfterMs;
  return Math.min(longestWaitMs, firstWaitMs * 2 ** (tried - 1)) * (0.5 + random / 2);
}

/** Answers after which the same request may succeed. */
export const isWorthRetrying = (status: number): boolean => [429, 502, 503, 504].includes(status);

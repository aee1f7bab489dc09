/** Wazuh's rule level, 0-16, or `null` when the event states none. */
export function readLevel(value: unknown): number | null {
  const level = typeof value === 'string' && /^\s*\d{1,4}(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof level !== 'number' || !Number.isFinite(level) || level < 0) return null;
  return Math.min(16, Math.floor(level));
}

/** The severity rank of a level: from 12 critical, from 8 high, from 4 medium, from 1 low; one that is not stated counts as medium. */
export function severityOf(level: number | null): number {
  if (level === null) return 2;
  return level >= 12 ? 4 : level >= 8 ? 3 : level >= 4 ? 2 : level >= 1 ? 1 : 0;
}

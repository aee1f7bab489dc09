/** Which rows an action is for: those named, or all that match. */
export type Picks = { kind: 'these'; ids: ReadonlySet<string> } | { kind: 'all' };

export const noPicks: Picks = { kind: 'these', ids: new Set() };

export const isEmpty = (picks: Picks): boolean => picks.kind === 'these' && picks.ids.size === 0;

/** Picks or unpicks one row; from "all" it begins anew with that row alone. */
export function toggled(picks: Picks, id: string): Picks {
  if (picks.kind === 'all') return { kind: 'these', ids: new Set([id]) };
  const ids = new Set(picks.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: 'these', ids };
}

/** Adds rows. */
export const extended = (picks: Picks, ids: readonly string[]): Picks =>
  picks.kind === 'all' ? picks : { kind: 'these', ids: new Set([...picks.ids, ...ids]) };

/** First every row that is loaded, then everything that matches, then nothing. */
export function widened(picks: Picks, loaded: readonly string[]): Picks {
  if (picks.kind === 'all') return noPicks;
  const isWhole = loaded.length > 0 && loaded.every((id) => picks.ids.has(id));
  return isWhole ? { kind: 'all' } : { kind: 'these', ids: new Set(loaded) };
}

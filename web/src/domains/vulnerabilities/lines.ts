import type { FindingGroup, FindingRow } from '@watchfloor/contract';

/** One line of the list: a group, a finding in it or by itself, or what stands for findings that are not here yet. */
export type Line =
  | { kind: 'group'; key: string; group: FindingGroup; isOpen: boolean }
  | { kind: 'finding'; key: string; row: FindingRow; level: 1 | 2 }
  | { kind: 'more'; key: string; group: string; left: number | null }
  | { kind: 'waiting'; key: string; group: string }
  | { kind: 'failed'; key: string; group: string; why: string };

/** Findings of an open group as far as they are read. */
export type Inside = {
  rows: readonly FindingRow[];
  hasMore: boolean;
  isWaiting: boolean;
  failure: string | null;
};

export const keyOfGroup = (key: string): string => `group:${key}`;

/** Groups in their order, with what is read of the open ones below each. */
export function groupLines(groups: readonly FindingGroup[], insides: ReadonlyMap<string, Inside>): Line[] {
  // Groups are read apart, so a finding may have moved from one to the other in between.
  const listed = new Set<string>();
  return groups.flatMap((group): Line[] => {
    const inside = insides.get(group.key);
    const head: Line = { kind: 'group', key: keyOfGroup(group.key), group, isOpen: inside !== undefined };
    return inside ? [head, ...insideLines(group, inside, listed)] : [head];
  });
}

function insideLines(group: FindingGroup, inside: Inside, listed: Set<string>): Line[] {
  const rows = inside.rows.filter((row) => !listed.has(row.id));
  for (const row of rows) listed.add(row.id);
  const lines: Line[] = rows.map((row) => ({ kind: 'finding', key: row.id, row, level: 2 }));
  if (inside.failure !== null)
    lines.push({ kind: 'failed', key: `failed:${group.key}`, group: group.key, why: inside.failure });
  else if (inside.isWaiting) lines.push({ kind: 'waiting', key: `waiting:${group.key}`, group: group.key });
  else if (inside.hasMore) {
    const left = group.findings - inside.rows.length;
    lines.push({ kind: 'more', key: `more:${group.key}`, group: group.key, left: left > 0 ? left : null });
  }
  return lines;
}

export const flatLines = (rows: readonly FindingRow[]): Line[] =>
  rows.map((row) => ({ kind: 'finding', key: row.id, row, level: 1 }));

/** Items of several pages, each once: what moves up while the pages are read may stand on two of them. */
export const once = <T>(items: readonly T[], keyOf: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

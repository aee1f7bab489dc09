import type { Reply } from '../../lib/api.ts';
import { partsOf, queryOf, quoted } from '../../lib/query-tokens.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import type { Target } from './use-actions.ts';
import type { Grouping } from './views.ts';

export type Group = NonNullable<Reply<'countAlerts'>['groups']>[number];

/** The query that shows exactly the alerts of a group. */
export function queryOfGroup(query: string, by: Grouping, value: string): string {
  const text = value === '' ? `-${by}:*` : `${by}:${quoted(value)}`;
  const parts = partsOf(query);
  return queryOf(parts.some((part) => part.text === text) ? parts : [...parts, { text }]);
}

/** What a group is called: a rule by its title, a host by its name, what names none by that. */
export const nameOfGroup = (group: Group, by: Grouping): string =>
  group.value === '' ? alertsText.groupNone[by] : group.label;

export const keyOfGroup = (group: Group): string => `group:${group.value}`;

/** All alerts of a group, as counted at `asOf`, as what a verb is for. */
export const targetOfGroup = (
  group: Group,
  by: Grouping,
  seen: { q: string; lens: string | undefined; asOf: string },
): Target => ({
  kind: 'all',
  total: group.count.value,
  isCapped: group.count.isCapped,
  q: queryOfGroup(seen.q, by, group.value),
  lens: seen.lens,
  until: seen.asOf,
  group: {
    key: keyOfGroup(group),
    // Rules of one title are told apart by their numbers.
    name: `${by === 'rule' && group.value !== '' ? `${group.value} ` : ''}${nameOfGroup(group, by)}`,
  },
});

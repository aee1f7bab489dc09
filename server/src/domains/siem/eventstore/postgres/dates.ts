import { type RawBuilder, sql } from 'kysely';
import { type Condition, instantText, stretchOf } from '../../../../db/search/index.ts';
import { type LeafNode, parseMoment } from '../../../../lib/lucene/index.ts';
import { pathsOf } from './jsonpath.ts';

type Range = Extract<LeafNode, { kind: 'range' }>;

/** ISO dates and times as documents write them. */
export const iso =
  '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}(?:[.][0-9]{1,9})?))? ?(?:Z|([+-])([0-9]{2}):?([0-9]{2}))?)?$';

// A plain number is no date here, or `rule.level:>2025` would ask for a year.
const isDate = (text: string, now: Date): boolean => /-|^now/.test(text) && parseMoment(text, now) !== null;

/** For ranges with dates as ends: a condition that compares ISO times in the document as instants, else null. */
export function dateCondition(leaf: Range, now: Date): Condition | null {
  if (![leaf.from, leaf.to].every((bound) => bound === null || isDate(bound.value, now))) return null;
  const { from, to } = stretchOf(leaf, leaf.field.name, now);
  const ends: Condition[] = [];
  if (from !== null) ends.push(sql<boolean>`${instant} >= ${utc(from)}`);
  if (to !== null) ends.push(sql<boolean>`${instant} < ${utc(to)}`);
  const paths = pathsOf(leaf.field.name, '$').map(
    (path) => sql`select value from jsonb_path_query(events.body, ${`${path}[*]`}::jsonpath, '{}', true) as value`,
  );
  return sql<boolean>`exists (
    select 1 from (${sql.join(paths, sql` union all `)}) as found,
      lateral regexp_match(found.value #>> '{}', ${iso}) as part
    where part is not null and ${sql.join(ends, sql` and `)})`;
}

const utc = (ms: number): RawBuilder<unknown> => sql`${instantText(ms).replace('Z', '')}::timestamp`;

// Put together by addition, because a cast or make_timestamp() would fail the whole search on one 30 February.
const instant = sql`(timestamp '0001-01-01'
  + make_interval(years => part[1]::int - 1) + make_interval(months => part[2]::int - 1) + make_interval(days => part[3]::int - 1)
  + make_interval(hours => coalesce(part[4]::int, 0), mins => coalesce(part[5]::int, 0), secs => coalesce(part[6]::double precision, 0))
  - coalesce((part[7] || '1')::int, 1) * make_interval(hours => coalesce(part[8]::int, 0), mins => coalesce(part[9]::int, 0)))`;

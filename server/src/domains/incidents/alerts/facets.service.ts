import { alertStatuses, type CappedCount, type Facet, severities } from '@watchfloor/contract';
import type { Tx } from '../../../db/database.ts';
import { askEach, type Share } from '../../../lib/answers.ts';
import { leavesOf } from '../../../lib/lucene/index.ts';
import type { Context } from '../../access/index.ts';
import { customerRefs } from '../../customers/index.ts';
import { type Ask, type Filter, understand } from './ask.ts';
import * as store from './facets.store.ts';
import { asksWhose, type Dimension, dimensionOf, dimensions, isCountable, without } from './query.ts';

export type Group = { value: string; label: string; count: CappedCount };
export type Counts = { total: CappedCount; facets: Facet[]; groups?: Group[]; asOf: string };
type CountsFilter = Filter & { by?: store.Grouping | undefined };

const statusLabels: Record<string, string> = { open: 'Open', in_progress: 'In progress', closed: 'Closed' };
const assigneeLabels: Record<string, string> = { me: 'Me', none: 'Nobody', others: 'Others' };
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What was counted at an instant: the same for all who see the same. */
export type Counted = {
  rows: store.FacetCount[];
  groups: store.GroupCount[] | undefined;
  isCapped: boolean;
  asOf: string;
};

/** Counts what an understood query matches, its facets, and if asked its groups. */
async function count(
  tx: Tx,
  { scope, node, compile }: Ask,
  by: store.Grouping | undefined,
  now: Date,
): Promise<Counted> {
  const named = new Set(
    leavesOf(node)
      .map(dimensionOf)
      .filter((dimension) => dimension !== null),
  );
  const ask: store.FacetAsk = {
    total: compile(node, 'a'),
    facets: new Map(dimensions.map((dimension) => [dimension, compile(without(node, dimension), 'a')])),
  };
  const isKept = isCountable(node);
  const rows = isKept ? await store.countKept(tx, scope, ask) : await store.countScanned(tx, scope, ask, named);
  const groups = by && (await store.countGroups(tx, scope, ask.total, by, store.onScreen));
  return { rows, groups, isCapped: !isKept && totalOf(rows) >= store.cap, asOf: now.toISOString() };
}

const totalOf = (rows: readonly store.FacetCount[]) => rows.find((row) => row.facet === 'total')?.count ?? 0;

/**
 * How many alerts match, for each facet how many there would be under each of its values, and if asked the groups. `share`
 * may answer for everybody who sees the same.
 * @throws {Failure} `query.invalid`.
 */
export async function countAlerts(
  context: Context,
  filter: CountsFilter,
  share: Share<Counted> = askEach,
): Promise<Counts> {
  const now = context.clock.now();
  const me = context.actor.userId;
  return context.readLagging(async (tx) => {
    const ask = await understand(tx, context, filter);
    // What a customer's name or mark means depends on whose names the asker knows.
    const named = ask.knowsNames ? context.actor.scope.customers : null;
    const key = [ask.scope, filter.q, filter.by ?? '', named, asksWhose(ask.node) ? me : null];
    const { rows, groups, isCapped, asOf } = await share(JSON.stringify(key), () => count(tx, ask, filter.by, now));
    const total = totalOf(rows);
    const of = (facet: Dimension) => rows.filter((row) => row.facet === facet && row.count > 0);
    const customers = [...of('customer'), ...(filter.by === 'customer' ? (groups ?? []) : [])];
    const refs = await customerRefs(tx, [...new Set(customers.map((row) => Number(row.value)))]);
    return {
      total: { value: isCapped ? store.cap - 1 : total, isCapped },
      facets: [
        {
          field: 'severity',
          values: inOrder(of('severity'), [...severities].map((_, rank) => String(rank)).reverse(), (rank) => ({
            value: severities[Number(rank)] ?? rank,
            label: capitalised(severities[Number(rank)] ?? rank),
          })),
        },
        {
          field: 'status',
          values: inOrder(of('status'), alertStatuses, (status) => ({
            value: status,
            label: statusLabels[status] ?? status,
          })),
        },
        {
          field: 'assignee',
          values: inOrder(whose(of('assignee'), me), ['me', 'none', 'others'], (who) => ({
            value: who,
            label: assigneeLabels[who] ?? who,
          })),
        },
        {
          field: 'customer',
          values: byCount(of('customer')).flatMap((row) => {
            const ref = refs.get(Number(row.value));
            return ref ? [{ value: ref.code, label: ref.name, count: row.count }] : [];
          }),
        },
        {
          field: 'source',
          values: byCount(of('source')).map((row) => ({ value: row.value, label: row.value, count: row.count })),
        },
      ],
      ...(groups && filter.by ? { groups: groupsOf(groups, filter.by, refs, store.onScreen) } : {}),
      asOf,
    };
  });
}

/** All groups of what matches, the largest first. @throws {Failure} `query.invalid`. */
export async function listGroups(context: Context, filter: Filter & { by: store.Grouping }): Promise<Group[]> {
  return context.readLagging(async (tx) => {
    const { scope, node, compile } = await understand(tx, context, filter);
    const rows = await store.countGroups(tx, scope, compile(node, 'a'), filter.by, store.inFile);
    const owners = filter.by === 'customer' ? rows.map((row) => Number(row.value)) : [];
    return groupsOf(rows, filter.by, await customerRefs(tx, owners), store.inFile);
  });
}

function groupsOf(
  rows: readonly store.GroupCount[],
  by: store.Grouping,
  refs: Refs,
  { alerts }: store.GroupBounds,
): Group[] {
  // Where counting stopped, no group is known to be whole.
  return rows.flatMap(({ value, label, count, counted }) => {
    const ref = by === 'customer' ? refs.get(Number(value)) : { code: value, name: label };
    return ref ? [{ value: ref.code, label: ref.name, count: { value: count, isCapped: counted >= alerts } }] : [];
  });
}

/** Counts by assignee as the one who asks sees them. */
function whose(rows: readonly Row[], me: number | null): Row[] {
  const counts = new Map<string, number>();
  for (const { value, count } of rows) {
    const who = value === '' ? 'none' : value === String(me) ? 'me' : 'others';
    counts.set(who, (counts.get(who) ?? 0) + count);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

type Refs = Awaited<ReturnType<typeof customerRefs>>;
type Row = { value: string; count: number };

/** Every value is told, also with a count of 0: a facet does not jump while its counts change. */
function inOrder(
  rows: readonly Row[],
  order: readonly string[],
  name: (value: string) => { value: string; label: string },
): Facet['values'] {
  return order.map((value) => ({ ...name(value), count: rows.find((row) => row.value === value)?.count ?? 0 }));
}

const byCount = (rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, 100);

import { alertStatuses, type CappedCount, type Facet, severities } from '@watchfloor/contract';
import type { Context } from '../../access/index.ts';
import { customerRefs } from '../../customers/index.ts';
import { type Filter, understand } from './ask.ts';
import * as store from './facets.store.ts';
import { type Dimension, dimensionOf, dimensions, isCountable, without } from './query.ts';
import { leavesOf } from '../../../lib/lucene/index.ts';

type Group = { value: string; label: string; count: CappedCount };
export type Counts = { total: CappedCount; facets: Facet[]; groups?: Group[]; asOf: string };
type CountsFilter = Filter & { by?: store.Grouping | undefined };

const statusLabels: Record<string, string> = { open: 'Open', in_progress: 'In progress', closed: 'Closed' };
const assigneeLabels: Record<string, string> = { me: 'Me', none: 'Nobody', others: 'Others' };
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** How many alerts match, for each facet how many there would be under each of its values, and if asked the groups. @throws {Failure} `query.invalid`. */
export async function countAlerts(context: Context, filter: CountsFilter): Promise<Counts> {
  const asOf = context.clock.now().toISOString();
  const me = context.actor.userId;
  return context.read(async (tx) => {
    const { scope, node, compile } = await understand(tx, context, filter);
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
    const rows = isKept
      ? await store.countKept(tx, scope, ask, me)
      : await store.countScanned(tx, scope, ask, named, me);
    const total = rows.find((row) => row.facet === 'total')?.count ?? 0;
    const isCapped = !isKept && total >= store.cap;
    const of = (facet: Dimension) => rows.filter((row) => row.facet === facet && row.count > 0);
    const groups = filter.by && (await store.countGroups(tx, scope, ask.total, filter.by));
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
          values: inOrder(of('assignee'), ['me', 'none', 'others'], (who) => ({
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
      ...(groups && filter.by ? { groups: groupsOf(groups, filter.by, refs) } : {}),
      asOf,
    };
  });
}

function groupsOf(rows: readonly store.GroupCount[], by: store.Grouping, refs: Refs): Group[] {
  // Where counting stopped, no group is known to be whole.
  return rows.flatMap(({ value, label, count, counted }) => {
    const ref = by === 'customer' ? refs.get(Number(value)) : { code: value, name: label };
    return ref ? [{ value: ref.code, label: ref.name, count: { value: count, isCapped: counted >= store.cap } }] : [];
  });
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

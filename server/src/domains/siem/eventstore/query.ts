import { startOfTime } from '../../../lib/instant.ts';
import {
  type LeafNode,
  type Moment,
  parseAge,
  parseMoment,
  QueryError,
  type QueryNode,
  readQuery,
} from '../../../lib/lucene/index.ts';

/** Fields that both stores answer from the time of the event. */
export const timeFields = ['timestamp', '@timestamp'] as const;

/**
 * Reads an event query; `age:<4h` becomes a range over the time of the event, and `now-24h` an instant by our clock.
 * @throws {QueryError} or `query.invalid`.
 */
export function readEventQuery(text: string | undefined, now: Date): QueryNode {
  return rewriteLeaves(readQuery(text ?? '', '/query'), (leaf) =>
    leaf.field?.name === 'age' ? ageToTime(leaf, now) : nowToInstant(leaf, now),
  );
}

/** The same tree with each leaf replaced. */
export function rewriteLeaves(node: QueryNode, rewrite: (leaf: LeafNode) => QueryNode): QueryNode {
  switch (node.kind) {
    case 'all':
      return node;
    case 'and':
    case 'or':
      return { ...node, children: node.children.map((child) => rewriteLeaves(child, rewrite)) };
    case 'not':
    case 'boost':
      return { ...node, child: rewriteLeaves(node.child, rewrite) };
    default:
      return rewrite(node);
  }
}

function ageToTime(leaf: LeafNode, now: Date): QueryNode {
  if (leaf.kind !== 'range')
    throw new QueryError('age is compared with a length of time.', leaf.at, 'For example age:<4h.');
  const since = (bound: NonNullable<typeof leaf.from>) => {
    const age = parseAge(bound.value);
    if (age === null)
      throw new QueryError(
        `"${bound.value}" is not a length of time.`,
        bound.at,
        'For example age:<4h; units are s, m, h, d and w.',
      );
    return { ...bound, value: new Date(Math.max(now.getTime() - age, startOfTime)).toISOString() };
  };
  return {
    ...leaf,
    field: { ...leaf.field, name: '@timestamp' },
    from: leaf.to && since(leaf.to),
    to: leaf.from && since(leaf.from),
  };
}

/** Ends with `now` in them become instants: inclusive starts and exclusive ends of what they cover. */
function nowToInstant(leaf: LeafNode, now: Date): QueryNode {
  if (leaf.kind !== 'range') return leaf;
  const resolved = (bound: typeof leaf.from, pick: (moment: Moment, isInclusive: boolean) => number) => {
    const moment = bound?.value.startsWith('now') ? parseMoment(bound.value, now) : null;
    return bound && moment ? { ...bound, value: new Date(pick(moment, bound.isInclusive)).toISOString() } : bound;
  };
  const from = resolved(leaf.from, (moment, isInclusive) => (isInclusive ? moment.from : moment.to - 1));
  const to = resolved(leaf.to, (moment, isInclusive) => (isInclusive ? moment.to - 1 : moment.from));
  return { ...leaf, from, to };
}

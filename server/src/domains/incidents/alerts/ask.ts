import type { Tx } from '../../../db/database.ts';
import type { Scope } from '../../../db/scope.ts';
import type { Condition } from '../../../db/search/index.ts';
import { fromId } from '../../../lib/ids.ts';
import { type QueryNode, readQuery, withQueryFailure } from '../../../lib/lucene/index.ts';
import type { Context } from '../../access/index.ts';
import { lensScope, listRefs } from '../../customers/index.ts';
import { namesCustomer, rewrite } from './query.ts';
import { type Asker, compileQuery } from './search.store.ts';

export type Filter = { q: string; lens?: string | undefined };

/** A filter that was understood: what may be seen, and what was asked for. */
export type Ask = {
  scope: Scope;
  node: QueryNode;
  /** It names customers, whose names were looked up among those that the actor sees. */
  knowsNames: boolean;
  compile(node: QueryNode, alias: string): Condition;
};

/**
 * Reads a query and a lens for an actor; the scope never becomes wider than the actor's.
 * @throws {Failure} `query.invalid` with the place and a hint.
 */
export async function understand(tx: Tx, context: Context, filter: Filter): Promise<Ask> {
  const { actor } = context;
  const parsed = readQuery(filter.q);
  const scope: Scope = {
    ...actor.scope,
    customers: filter.lens ? await lensScope(tx, actor.scope, filter.lens) : actor.scope.customers,
  };
  const knowsNames = namesCustomer(parsed);
  const refs = knowsNames ? await listRefs(tx, actor.scope.customers) : [];
  const customers = new Map<string, number>();
  for (const name of ['name', 'mark', 'code'] as const)
    for (const ref of refs) customers.set(ref[name].toLowerCase(), fromId('customer', ref.id) ?? 0);
  const marks = new Set(refs.map((ref) => ref.mark.toLowerCase()));
  const node = rewrite(parsed, (mark) => marks.has(mark.toLowerCase()));
  const asker: Asker = { userId: actor.userId, scope, now: context.clock.now(), customers };
  return {
    scope,
    node,
    knowsNames,
    compile: (part, alias) => withQueryFailure(() => compileQuery(part, alias, asker)),
  };
}

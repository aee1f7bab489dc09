import { severities } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Scope } from '../../../db/scope.ts';
import { type Condition, compileSearch, type SearchFields } from '../../../db/search/index.ts';
import type { QueryNode } from '../../../lib/lucene/index.ts';
import { visible } from './visible.store.ts';

export type Asker = {
  userId: number | null;
  scope: Scope;
  now: Date;
  /** Row number of a customer by code, mark or name in lower case, of those the asker may see. */
  customers: ReadonlyMap<string, number>;
};

const ranks: Record<string, number> = Object.fromEntries(severities.map((word, rank) => [word, rank]));

/** What alerts can be asked for, on rows or kept counts under `alias`. */
export function alertFields(alias: string, asker: Asker): SearchFields {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const me = sql`${asker.userId}::bigint`;
  const assignee = column('assignee_id');
  const status = column('status');
  return {
    defaults: ['title', 'host'],
    fields: {
      severity: { kind: 'rank', column: column('severity'), words: ranks },
      status: {
        kind: 'flag',
        words: {
          open: sql<boolean>`${status} = 'open'`,
          in_progress: sql<boolean>`${status} = 'in_progress'`,
          closed: sql<boolean>`${status} = 'closed'`,
        },
      },
      is: {
        kind: 'flag',
        words: {
          // As the partial indexes say it.
          open: sql<boolean>`${status} <> 'closed'`,
          closed: sql<boolean>`${status} = 'closed'`,
          unassigned: sql<boolean>`${assignee} is null`,
          assigned: sql<boolean>`${assignee} is not null`,
          mine: sql<boolean>`${assignee} = ${me}`,
          others: sql<boolean>`(${assignee} is not null and ${assignee} is distinct from ${me})`,
        },
      },
      has: {
        kind: 'flag',
        words: {
          precedent: sql<boolean>`exists (select 1 from rule_verdicts v where v.customer_id = ${column('customer_id')} and v.rule_id = ${column('rule_id')} and ${visible(asker.scope, 'v')} group by v.verdict having sum(v.count) > 0)`,
          note: sql<boolean>`${column('verdict_note')} is not null`,
          asset: sql<boolean>`${column('asset_id')} is not null`,
          tag: sql<boolean>`${column('tag_ids')} <> '{}'`,
          predecessor: sql<boolean>`${column('predecessor_id')} is not null`,
        },
      },
      assignee: {
        kind: 'keyword',
        column: sql.ref('u.username'),
        isCaseless: true,
        within: (found) => sql<boolean>`${assignee} in (select u.id from users u where ${found})`,
      },
      customer: {
        kind: 'ids',
        column: column('customer_id'),
        read: (text) => asker.customers.get(text.trim().toLowerCase()) ?? null,
        example: [...asker.customers.keys()][0] ?? 'code',
      },
      customer_code: {
        kind: 'keyword',
        column: sql.ref('c.code'),
        isCaseless: true,
        within: (found) => sql<boolean>`${column('customer_id')} in (select c.id from customers c where ${found})`,
      },
      number: { kind: 'number', column: column('number') },
      title: { kind: 'text', column: column('title') },
      host: { kind: 'keyword', column: column('asset_name'), isCaseless: true },
      rule: { kind: 'keyword', column: column('rule_id') },
      level: { kind: 'number', column: column('rule_level') },
      source: { kind: 'keyword', column: column('source') },
      verdict: { kind: 'keyword', column: column('verdict') },
      reason: {
        kind: 'keyword',
        column: sql.ref('r.code'),
        within: (found) =>
          sql<boolean>`${column('verdict_reason_id')} in (select r.id from verdict_reasons r where ${found})`,
      },
      tactic: { kind: 'keyword', column: column('tactics'), isList: true },
      technique: { kind: 'keyword', column: column('techniques'), isList: true },
      tag: {
        kind: 'keyword',
        column: sql.ref('t.name'),
        isCaseless: true,
        within: (found) => sql<boolean>`${column('tag_ids')} && array(select t.id from tags t where ${found})`,
      },
      events: { kind: 'number', column: column('event_count') },
      seen: { kind: 'time', column: column('last_seen_at') },
      first_seen: { kind: 'time', column: column('first_seen_at') },
      closed: { kind: 'time', column: column('closed_at') },
      age: { kind: 'age', column: column('last_seen_at') },
    },
  };
}

/** The condition of a rewritten query. @throws {QueryError} with the place of what cannot be asked. */
export const compileQuery = (node: QueryNode, alias: string, asker: Asker): Condition =>
  compileSearch(node, alertFields(alias, asker), { now: asker.now });

import type { AlertRow, CustomerRef } from '@watchfloor/contract';
import { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { Scope } from '../../../db/scope.ts';
import { askEach, type Share } from '../../../lib/answers.ts';
import { readCursor, writeCursor } from '../../../lib/cursor.ts';
import { Failure } from '../../../lib/failure.ts';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { customerRefs } from '../../customers/index.ts';
import { type Filter, understand } from './ask.ts';
import * as store from './list.store.ts';
import { precedentsOf, presentRow } from './present.ts';

export type ListInput = Filter & { sort: store.Sort; limit: number; cursor?: string | undefined };

const Position = z.object({
  severity: z.int().min(0).max(4),
  seen: z
    .string()
    .max(40)
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/),
  id: z.int().min(1),
});

export const absent = (): Failure => new Failure('alert.not_found', 'There is no such alert.');

/** What stands beside the rows of a page: their customers, and how their rules were judged before. */
export type Beside = { customers: Map<number, CustomerRef>; verdicts: store.VerdictCount[] };

async function readBeside(
  tx: Tx,
  scope: Scope,
  pairs: readonly { customerId: number; ruleId: string | null }[],
): Promise<Beside> {
  return {
    customers: await customerRefs(tx, [...new Set(pairs.map((pair) => pair.customerId))]),
    verdicts: await store.countVerdicts(
      tx,
      scope,
      pairs.flatMap(({ customerId, ruleId }) => (ruleId === null ? [] : [{ customerId, ruleId }])),
    ),
  };
}

/**
 * One page of the queue. `share` may answer what stands beside its rows for everybody who sees the same.
 * @throws {Failure} `query.invalid`, `cursor.invalid`.
 */
export async function listAlerts(
  context: Context,
  input: ListInput,
  share: Share<Beside> = askEach,
): Promise<{ items: AlertRow[]; nextCursor: string | null }> {
  return context.readLagging(async (tx) => {
    const ask = await understand(tx, context, input);
    const after = readCursor(input.cursor, Position);
    const found = await store.listAlerts(tx, ask.scope, {
      condition: ask.compile(ask.node, 'a'),
      sort: input.sort,
      after,
      limit: input.limit + 1,
    });
    const rows = found.slice(0, input.limit);
    const last = rows.at(-1);
    const pairs = rows.map(({ customerId, ruleId }) => ({ customerId, ruleId }));
    const { customers, verdicts } = await share(JSON.stringify([ask.scope, pairs]), () =>
      readBeside(tx, ask.scope, pairs),
    );
    const precedent = precedentsOf(verdicts);
    return {
      items: rows.flatMap((row) => {
        const customer = customers.get(row.customerId);
        return customer ? [presentRow(row, customer, precedent(row))] : [];
      }),
      nextCursor:
        found.length > rows.length && last
          ? writeCursor({ severity: last.severity, seen: last.seenText, id: last.id })
          : null,
    };
  });
}

/** @throws {Failure} `alert.not_found`, also for one outside the scope. */
export async function findAlertByNumber(context: Context, number: string): Promise<{ id: string }> {
  const [, mark, digits] = /^([A-Z]{2,8})-(\d{1,9})$/.exec(number) ?? [];
  const id =
    mark === undefined
      ? null
      : await context.read((tx) => store.findByNumber(tx, context.actor.scope, mark, Number(digits)));
  if (id === null) throw absent();
  return { id: toId('alert', id) };
}

import type { CustomerRef, Facet, Finding, FindingGroup, FindingRow } from '@watchfloor/contract';
import { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import { readCursor, writeCursor } from '../../../lib/cursor.ts';
import { Failure } from '../../../lib/failure.ts';
import { fromId } from '../../../lib/ids.ts';
import { QueryError, type QueryNode, queryFailure, readQuery } from '../../../lib/lucene/index.ts';
import type { Context } from '../../access/index.ts';
import { countAssets } from '../../agents/index.ts';
import { customerRefs, lensScope, listRefs } from '../../customers/index.ts';
import { ageUnits, listLifeS, toPoints, unitsInHundredth, wholeSeconds } from '../priority.ts';
import { countAll, lastScan } from './facets.store.ts';
import { addedPart, type Filter, makeFilter } from './filter.store.ts';
import { groupKey, parseGroup } from './group.ts';
import * as groups from './groups.store.ts';
import { listPlaces } from './page.store.ts';
import { presentFinding, presentRow, severityWord } from './present.ts';
import * as store from './rows.store.ts';

export type FindingQuery = { q: string; lens?: string | undefined; group?: string | undefined };
export type Paged = { limit: number; cursor?: string | undefined };

const topKey = 8_000 * unitsInHundredth + ageUnits;
const rowNumber = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const asOfPart = z.int().min(0).max(253_402_300_799);
const Position = z.tuple([asOfPart, z.int().min(0).max(topKey), z.int(), rowNumber]);
const GroupPosition = z.tuple([asOfPart, z.int().min(0).max(topKey), rowNumber, rowNumber]);

const absent = () => new Failure('finding.not_found', 'There is no such finding.');

/** The filter of a request as of an instant. @throws {Failure} `query.invalid` with position and hint. */
async function filterOf(
  context: Context,
  tx: Tx,
  node: QueryNode,
  query: FindingQuery,
  asOfS: number,
): Promise<Filter> {
  const scope = await lensScope(tx, context.actor.scope, query.lens);
  const refs = await listRefs(tx, context.actor.scope.customers);
  const customers = new Map(
    refs.flatMap((ref) =>
      [ref.name, ref.mark, ref.code].map((key) => [key.toLowerCase(), fromId('customer', ref.id) ?? 0]),
    ),
  );
  try {
    const filter = await makeFilter(tx, scope, node, { asOfS, customers });
    if (query.group === undefined) return filter;
    return { ...filter, parts: [...filter.parts, addedPart(groups.inGroup(parseGroup(query.group)))] };
  } catch (error) {
    throw error instanceof QueryError ? queryFailure(error) : error;
  }
}

/** The instant of a listing: the first page's, kept by its cursor as long as the order can be kept. */
function asOfOf(context: Context, kept: number | undefined): number {
  const now = wholeSeconds(context.clock.now());
  if (kept === undefined) return now;
  if (kept > now + 60 || now - kept > listLifeS)
    throw new Failure('cursor.invalid', 'This listing is older than 15 hours. Start from the first page.');
  return kept;
}

export type FindingPage = { items: FindingRow[]; nextCursor: string | null; asOf: string };

/** Findings by falling priority, exact as of the first page. @throws {Failure} `query.invalid`, `cursor.invalid`. */
export async function listFindings(context: Context, query: FindingQuery & Paged): Promise<FindingPage> {
  const node = readQuery(query.q);
  const position = readCursor(query.cursor, Position);
  const asOfS = asOfOf(context, position?.[0]);
  const asOf = new Date(asOfS * 1_000);
  return context.readLagging(async (tx) => {
    const filter = await filterOf(context, tx, node, query, asOfS);
    const after = position === null ? null : { key: position[1], youngKey: position[2], id: position[3] };
    const places = await listPlaces(tx, filter, after, query.limit + 1);
    const shown = places.slice(0, query.limit);
    const last = places.length > query.limit ? shown.at(-1) : undefined;
    const rows = await store.readRows(
      tx,
      filter.scope,
      shown.map((place) => place.id),
    );
    const refs = await customerRefs(
      tx,
      rows.map((row) => row.customerId),
    );
    return {
      items: rows.flatMap((row) => withCustomer(refs, row.customerId, (customer) => presentRow(row, customer, asOf))),
      nextCursor: last ? writeCursor([asOfS, last.key, last.youngKey, last.id]) : null,
      asOf: asOf.toISOString(),
    };
  });
}

/** A row whose customer is hidden or gone meanwhile is not shown. */
function withCustomer<T>(
  refs: ReadonlyMap<number, CustomerRef>,
  id: number,
  present: (customer: CustomerRef) => T,
): T[] {
  const customer = refs.get(id);
  return customer ? [present(customer)] : [];
}

export type GroupPage = { items: FindingGroup[]; nextCursor: string | null; isCapped: boolean; asOf: string };

/** Exposed findings in groups, the most pressing first. @throws {Failure} `query.invalid`, `cursor.invalid`. */
export async function listGroups(
  context: Context,
  query: FindingQuery & Paged & { by: groups.Grouping },
): Promise<GroupPage> {
  const node = readQuery(query.q);
  const position = readCursor(query.cursor, GroupPosition);
  const asOfS = asOfOf(context, position?.[0]);
  return context.readLagging(async (tx) => {
    const filter = await filterOf(context, tx, node, query, asOfS);
    const after = position === null ? null : { top: position[1], one: position[2], two: position[3] };
    const list = filter.parts.every((part) => part.onGroup !== null) ? groups.listKeptGroups : groups.listCountedGroups;
    const found = await list(tx, filter, query.by, after, query.limit + 1);
    const rows = found.rows.slice(0, query.limit);
    const last = found.rows.length > query.limit ? rows.at(-1) : undefined;
    const names = await groups.nameGroups(tx, query.by, rows);
    const refs = await customerRefs(
      tx,
      rows.flatMap((row) => row.customers),
    );
    return {
      items: rows.map((row, place) => ({
        key: groupKey(query.by, row.one, row.two),
        title: names[place]?.title ?? '',
        subtitle: names[place]?.subtitle ?? null,
        customers: row.customers.flatMap((id) => refs.get(id) ?? []),
        findings: row.findings,
        assets: row.assets,
        exploited: row.exploited,
        severity: severityWord(row.severity),
        score: row.scoreTenths === null ? null : row.scoreTenths / 10,
        topPriority: toPoints(row.top),
        oldestAt: row.oldestAt.toISOString(),
      })),
      nextCursor: last ? writeCursor([asOfS, last.top, last.one, last.two]) : null,
      isCapped: found.isCapped,
      asOf: new Date(asOfS * 1_000).toISOString(),
    };
  });
}

export type FindingCounts = {
  total: { value: number; isCapped: boolean };
  facets: Facet[];
  inventory: { assets: number; scannedAt: string | null; silent: number };
  asOf: string;
};

const silentAfterMs = 24 * 3_600_000;

/** How many findings match, and what each facet would show. @throws {Failure} `query.invalid`. */
export async function countFindings(context: Context, query: FindingQuery): Promise<FindingCounts> {
  const node = readQuery(query.q);
  const now = context.clock.now();
  return context.readLagging(async (tx) => {
    const filter = await filterOf(context, tx, node, query, wholeSeconds(now));
    const { total, facets: counts } = await countAll(tx, filter);
    const labelled = (name: 'status' | 'severity' | 'exploit') => ({
      field: name,
      values: counts[name].map((one) => ({ ...one, label: one.value })),
    });
    const facets: Facet[] = [
      labelled('status'),
      labelled('severity'),
      labelled('exploit'),
      { field: 'customer', values: await nameCustomers(tx, counts.customer) },
    ];
    const { assets, silent } = await countAssets(tx, filter.scope, new Date(now.getTime() - silentAfterMs));
    const scannedAt = (await lastScan(tx, filter.scope))?.toISOString() ?? null;
    return { total, facets, inventory: { assets, scannedAt, silent }, asOf: now.toISOString() };
  });
}

async function nameCustomers(tx: Tx, counts: readonly { value: string; count: number }[]): Promise<Facet['values']> {
  const refs = await customerRefs(
    tx,
    counts.map((one) => Number(one.value)),
  );
  return counts.flatMap((one) =>
    withCustomer(refs, Number(one.value), ({ code, name }) => ({ value: code, label: name, count: one.count })),
  );
}

/** @throws {Failure} `finding.not_found`, also for one outside the scope. */
export async function getFinding(context: Context, id: number): Promise<Finding> {
  const asOf = new Date(wholeSeconds(context.clock.now()) * 1_000);
  return context.read(async (tx) => {
    const row = await store.readFinding(tx, context.actor.scope.customers, id);
    const customer = row ? (await customerRefs(tx, [row.customerId])).get(row.customerId) : undefined;
    if (!row || !customer) throw absent();
    const fix = await store.readFix(tx, row);
    const hosts = await store.readHosts(tx, row);
    const history = await store.readHistory(tx, id);
    return presentFinding({ row, customer, fix, hosts, history, asOf });
  });
}

/** The finding that a human number names. @throws {Failure} `finding.not_found`. */
export async function findByNumber(context: Context, number: string): Promise<number> {
  const [, customerMark = '', digits = ''] = /^([A-Z]{2,8})-F-(\d{1,9})$/.exec(number) ?? [];
  const id = await context.read((tx) =>
    store.findByNumber(tx, context.actor.scope.customers, customerMark, Number(digits)),
  );
  if (id === null) throw absent();
  return id;
}

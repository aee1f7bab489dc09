import type { AlertRow, FindingRow } from '@watchfloor/contract';
import type { Context } from '../../domains/access/index.ts';
import { listAlerts } from '../../domains/incidents/index.ts';
import { listFindings } from '../../domains/vulnerabilities/index.ts';
import { type Given, optional, UsageError, type Verb } from '../verb.ts';

type Page<Row> = { items: Row[]; nextCursor: string | null };
type Question = { q: string; limit: number; cursor: string | undefined };

const largestPage = 200;

/** Rows over as many pages as the limit needs. */
async function* pages<Row>(
  limit: number,
  read: (limit: number, cursor: string | undefined) => Promise<Page<Row>>,
): AsyncIterable<Row> {
  let cursor: string | undefined;
  for (let left = limit; left > 0; ) {
    const page = await read(Math.min(largestPage, left), cursor);
    yield* page.items;
    left -= page.items.length;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

function limitOf(given: Given): number {
  const limit = Number(optional(given, 'limit') ?? '50');
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit is a whole number from 1.');
  return limit;
}

/** A verb that lists what matches a query, a row a line. */
const listing = <Row extends Record<string, unknown>>(
  verb: Pick<Verb, 'name' | 'summary'>,
  list: (system: Context, question: Question) => Promise<Page<Row>>,
  lineOf: (row: Row) => string,
): Verb => ({
  ...verb,
  usage: '[-q QUERY] [--limit N]',
  words: 0,
  options: { query: { type: 'string', short: 'q' }, limit: { type: 'string' } },
  run: async (shell, given) => {
    const limit = limitOf(given);
    const q = optional(given, 'query') ?? '';
    const { system } = await shell.open();
    for await (const row of pages(limit, (most, cursor) => list(system, { q, limit: most, cursor })))
      shell.say(row, lineOf(row));
  },
});

const alertLine = (row: AlertRow) =>
  [
    row.number.padEnd(12),
    row.severity.padEnd(8),
    row.status.padEnd(11),
    `${row.lastSeenAt} `,
    `${row.title} `,
    `${row.assetName ?? ''} ×${row.eventCount}`,
  ].join(' ');

const findingLine = (row: FindingRow) =>
  [
    row.number.padEnd(14),
    `${String(row.priority).padStart(5)} `,
    row.cveId.padEnd(16),
    (row.severity ?? 'unknown').padEnd(8),
    row.status.padEnd(12),
    `${row.asset.name} `,
    row.packageName,
    `${row.installedVersion ?? ''}${row.fixedVersion ? ` → ${row.fixedVersion}` : ''}`,
  ].join(' ');

/** Verbs that list what the queue and the findings show. */
export const listVerbs: readonly Verb[] = [
  listing(
    { name: 'alerts list', summary: 'Lists alerts that match, in the order of the screen.' },
    (system, question) => listAlerts(system, { ...question, sort: 'severity' }),
    alertLine,
  ),
  listing(
    { name: 'findings list', summary: 'Lists findings that match, by live priority.' },
    (system, question) => listFindings(system, question),
    findingLine,
  ),
];

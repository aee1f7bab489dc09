import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compatCoverage, coverageOf, type NamedColumns, readViews } from '../../src/db/compat.ts';
import { createDatabase, type Database } from '../../src/db/database.ts';
import { root } from '../architecture/tree.ts';
import { cloneDatabase, type TestDatabase } from '../database.ts';

const sourceSchema = join(root, '../shared/reference/source-schema.json');
const hasSource = existsSync(sourceSchema);
if (!hasSource)
  console.warn('skipped: the documented schema is checked only where ../shared/reference/source-schema.json is');

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await cloneDatabase();
  database = createDatabase(own.url, { max: 2 });
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const namesIn = async (file: string): Promise<NamedColumns> =>
  JSON.parse(await readFile(join(root, 'server/compat', file), 'utf8'));

test('no covered name is lost', async () => {
  const covered = await namesIn('covered.json');
  expect(coverageOf(covered, await readViews(database)).missing).toEqual([]);
  expect(Object.keys(covered).length).toBeGreaterThanOrEqual(30);
});

test('a name that is covered now is on the list of those that must not be lost', async () => {
  const [covered, views] = [await namesIn('covered.json'), await readViews(database)];
  expect(coverageOf(views, covered).missing).toEqual([]);
});

test('the count is of the documented names', async () => {
  const coverage = await compatCoverage(database);
  expect([coverage.ofTables, coverage.ofColumns]).toEqual([85, 397]);
  expect(coverage.tables).toBeGreaterThanOrEqual(30);
  expect(coverage.missing).toContain('sigma_queries');
  expect(coverage.missing).not.toContain('incident_management_alert');
});

test.skipIf(!hasSource)('the names kept beside the views are those of the documents', async () => {
  expect(await compatCoverage(database, sourceSchema)).toEqual({
    ...(await compatCoverage(database)),
    missing: expect.any(Array),
  });
  const documents = await compatCoverage(database, sourceSchema);
  expect([...documents.missing].sort()).toEqual([...(await compatCoverage(database)).missing].sort());
});

test('missing tables and missing columns are told apart', () => {
  expect(coverageOf({ a: ['x', 'y'], b: ['z'] }, { a: ['x'], c: ['q'] })).toEqual({
    tables: 1,
    ofTables: 2,
    columns: 1,
    ofColumns: 3,
    missing: ['a.y', 'b'],
  });
});

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyDatabase, type TestDatabase } from '../../test/database.ts';
import { withDatabase } from '../../test/database-server.ts';
import { readConfig } from '../config.ts';
import { currentMigration } from '../db/migrator.ts';
import { createLog } from '../lib/log.ts';
import { openStores } from './stores.ts';

let empty: TestDatabase;
let folder: string;
beforeAll(async () => {
  empty = await emptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'wf-stores-'));
});
afterAll(async () => {
  await empty.drop();
  await rm(folder, { recursive: true, force: true });
});

const open = (url: string, more: Record<string, string> = {}) =>
  openStores(
    readConfig(['--data', folder], { DATABASE_URL: url, ...more }, folder),
    createLog('silent'),
    'program',
    new Date(),
  );

test('an empty database of another server is migrated and used; nothing embedded is started', async () => {
  const stores = await open(empty.url);
  expect(stores.embedded).toBeNull();
  expect(await currentMigration(empty.url)).toMatch(/^\d{4}_/);
  const scope = { customers: { kind: 'all' as const }, tags: { kind: 'all' as const } };
  expect(await stores.database.read(scope, (tx) => tx.selectFrom('customers').select('id').execute())).toEqual([]);
  await stores.close();
});

test('nineteen slow requests leave a connection for the next one', async () => {
  const { requests, close } = await open(empty.url);
  const scope = { customers: { kind: 'all' as const }, tags: { kind: 'all' as const } };
  const release = Promise.withResolvers<void>();
  const slow = Array.from({ length: 19 }, () => requests.read(scope, () => release.promise));
  await requests.read(scope, (tx) => tx.selectFrom('customers').select('id').execute()).finally(release.resolve);
  await Promise.all(slow);
  await close();
});

test('a database that is not there is one sentence with the remedy', async () => {
  await expect(open(withDatabase(empty.url, 'nowhere_at_all'))).rejects.toMatchObject({
    code: 'database.unavailable',
    message: expect.stringMatching(
      /^DATABASE_URL does not lead to a database: .*nowhere_at_all.*\. Check host, port, database, user and password\.$/,
    ),
  });
});

test('a server that is not there is one sentence, without the password', async () => {
  const failed = await open('postgresql://watch:hunter2@127.0.0.1:1/floor').catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'database.unavailable' });
  expect(`${failed instanceof Error ? failed.message : ''}`).not.toContain('hunter2');
});

test('a server that takes the call and says nothing is given up', async () => {
  const mute = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(open(`postgresql://watch@127.0.0.1:${port}/floor`)).rejects.toMatchObject({
    code: 'database.unavailable',
  });
  mute.close();
});

test('an address that is no PostgreSQL address is refused before anything is tried', () => {
  expect(() => readConfig([], { DATABASE_URL: 'mysql://x' }, folder)).toThrow(
    'The setting DATABASE_URL is not right: It begins with postgresql://.',
  );
});

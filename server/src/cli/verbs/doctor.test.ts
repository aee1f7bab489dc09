import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { loadOrMakeKeyRing } from '../../lib/key-ring.ts';
import { seal } from '../../lib/seal.ts';

let cli: Cli;
let keyFile: string;
let key: string;
beforeAll(async () => {
  cli = await openCli();
  expect((await cli.run('customer', 'list')).code).toBe(0);
  keyFile = join(cli.folder, 'keys', 'secrets.key');
  key = await readFile(keyFile, 'utf8');
  const [row] = await cli.query<{ id: number }>(
    "insert into connections (kind, name, base_url, instance) values ('wazuh-indexer', 'North', 'https://north.example:9200', 'north') returning id",
  );
  const place = { table: 'connection_secrets', id: `${row?.id}/password`, column: 'sealed' };
  const sealed = seal(await loadOrMakeKeyRing(keyFile), 'a password', place);
  await cli.query("insert into connection_secrets (connection_id, name, sealed) values ($1, 'password', $2)", [
    row?.id,
    sealed,
  ]);
});
afterEach(async () => {
  vi.stubEnv('DATABASE_URL', cli.url);
  await writeFile(keyFile, key);
});
afterAll(() => cli.close());

/** What each line says of itself. */
async function verdicts() {
  const { code, rows, out, err } = await cli.json('doctor');
  expect(out + err).not.toMatch(/\n\s+at /);
  return { code, ...Object.fromEntries(rows.map((row) => [String(row.check), row.ok])), rows };
}
const found = (rows: Record<string, unknown>[], check: string) => rows.find((row) => row.check === check)?.found;
const allWell = { code: 0, node: true, keys: true, database: true, schema: true, sources: true, secrets: true };

test('all is well after a start', async () => {
  expect(await verdicts()).toMatchObject(allWell);
});

test('a key file that cannot be read is one bad line; what needs it is not looked at', async () => {
  await writeFile(keyFile, 'not a key');
  const { rows, ...said } = await verdicts();
  expect(said).toEqual({ ...allWell, code: 1, keys: false, secrets: null });
  expect(found(rows, 'keys')).toContain(keyFile);
  const { out } = await cli.run('doctor');
  expect(out).toMatch(/^FAIL {2}keys: /m);
  expect(out).toMatch(/^ok {4}database: /m);
  expect(out).toMatch(/^-- {4}secrets: not looked at/m);
});

test('a key file that is another one is well by itself; the secrets that it does not open are counted', async () => {
  await writeFile(keyFile, randomBytes(32).toString('base64url'));
  const { rows, ...said } = await verdicts();
  expect(said).toEqual({ ...allWell, code: 1, secrets: false });
  expect(found(rows, 'secrets')).toMatch(/^1 do not open/);
});

test('a database that does not answer is one bad line, and nothing that stands on it is blamed', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://someone:s3cret-word@127.0.0.1:1/nowhere');
  const { rows, ...said } = await verdicts();
  expect(said).toEqual({ ...allWell, code: 1, database: false, schema: null, sources: null, secrets: null });
  expect(JSON.stringify(rows)).not.toContain('s3cret-word');
});

test('a database that takes no writes says so, and its contents are looked at all the same', async () => {
  const name = new URL(cli.url.replace('@/', '@localhost/')).pathname.slice(1);
  await cli.query(`alter database ${name} set default_transaction_read_only = on`);
  try {
    const { rows, ...said } = await verdicts();
    expect(said).toEqual({ ...allWell, code: 1, database: false });
    expect(found(rows, 'database')).toMatch(/takes no writes/);
    // Other verbs write at their start; they say it in one sentence.
    const { code, err } = await cli.run('customer', 'list');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^The database takes no writes now\. .*$/) });
  } finally {
    await cli.query('set default_transaction_read_only = off');
    await cli.query(`alter database ${name} reset default_transaction_read_only`);
  }
});

test('a schema that is behind is told with what brings it up, and is not changed by looking', async () => {
  const [newest] = await cli.query<{ name: string }>('select max(name) as name from schema_migrations');
  await cli.query('delete from schema_migrations where name = $1', [newest?.name]);
  const { rows, ...said } = await verdicts();
  await cli.query('insert into schema_migrations (name) values ($1)', [newest?.name]);
  expect(said).toEqual({ ...allWell, code: 1, schema: false, sources: null, secrets: null });
  expect(found(rows, 'schema')).toMatch(/is needed; run wf migrate up$/);
});

test('a source that fails is named with its error', async () => {
  await cli.query(`insert into sources (connection_id, purpose, delivery, name, product, index_pattern, last_error)
    select id, 'alerts', 'pull', 'North alerts', 'wazuh', 'wazuh-alerts-*', 'The product did not answer.' from connections limit 1`);
  const { rows, ...said } = await verdicts();
  await cli.query("delete from sources where name = 'North alerts'");
  expect(said).toMatchObject({ code: 1, database: true, sources: false });
  expect(found(rows, 'sources')).toBe('North alerts: The product did not answer.');
});

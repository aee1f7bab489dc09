import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { type Certificate, makeCertificate } from '../../../test/emulators/certificate.ts';
import { type IndexerEmulator, startIndexerEmulator } from '../../../test/emulators/wazuh-indexer/emulator.ts';

const minute = 60_000;
let cli: Cli;
let certificate: Certificate;
let indexer: IndexerEmulator;
let passwordFile: string;
let caFile: string;

// Levels 3, 6, 9, 12: two of them from the usual level up.
const documents = [3, 6, 9, 12].map((level, index) => {
  const timestamp = new Date(Date.now() - (index + 1) * minute).toISOString();
  return {
    _index: `wazuh-alerts-4.x-${timestamp.slice(0, 10).replaceAll('-', '.')}`,
    _id: `doc-${level}`,
    _source: {
      timestamp,
      rule: { id: String(5_700 + level), level, description: `Rule of level ${level}` },
      agent: { id: '007', name: 'web-01' },
      decoder: { name: 'sshd' },
    },
  };
});

beforeAll(async () => {
  cli = await openCli();
  certificate = makeCertificate({ name: 'wazuh-indexer', covers: ['127.0.0.1'] });
  indexer = await startIndexerEmulator({ documents, user: 'reader', password: 'an indexer password' }, certificate);
  passwordFile = await cli.file('indexer-password', 'an indexer password\n');
  caFile = await cli.file('ca.pem', certificate.cert);
});
afterAll(async () => {
  await indexer.stop();
  await cli.close();
});

const connectBy = (file: string) =>
  ['connect', 'wazuh-indexer', '--url', indexer.url, '--user', 'reader', '--password-file', file] as const;
const connectWith = (...more: readonly string[]) => cli.json(...connectBy(passwordFile), ...more);
const connections = () => cli.query<{ count: number }>('select count(*)::int as count from connections');

test('an unknown certificate is refused with its fingerprint and how to trust it; nothing is saved', async () => {
  const { code, rows, err } = await connectWith();
  expect(code).toBe(1);
  const failed = rows.find((row) => row.state === 'failed');
  expect(String(failed?.fingerprint).replaceAll(':', '').toLowerCase()).toBe(certificate.sha256);
  expect(err).toContain('FAIL');
  expect(await connections()).toEqual([{ count: 0 }]);
});

test('a wrong password is one red step with its remedy; nothing is saved', async () => {
  const wrong = await cli.file('wrong-password', 'guessed\n');
  const { code, out, err } = await cli.run(...connectBy(wrong), '--ca', caFile);
  expect(code).toBe(1);
  expect(out).toMatch(/^FAIL {2}/m);
  expect(out + err).not.toContain('guessed');
  expect(await connections()).toEqual([{ count: 0 }]);
});

test('a dry run shows every step and saves nothing', async () => {
  const { code, rows } = await connectWith('--ca', caFile, '--dry-run');
  expect(code).toBe(0);
  expect(rows.filter((row) => 'state' in row).map((row) => row.state)).not.toContain('failed');
  expect(rows.at(-1)).toMatchObject({ connectionId: null });
  expect(await connections()).toEqual([{ count: 0 }]);
});

test('connected by its fingerprint, one sync reads what is there from the level up, the next only what is new', async () => {
  const connected = await connectWith('--pin', certificate.sha256, '--since', 'all', '--name', 'Lab');
  expect(connected.code).toBe(0);
  expect(connected.rows.at(-1)).toMatchObject({ connectionId: expect.any(String), name: 'Lab' });
  const first = await cli.json('sync', 'alerts');
  expect(first).toMatchObject({ code: 0, rows: [{ created: 2, parked: 0 }] });
  expect((await cli.json('sync', 'alerts')).rows).toMatchObject([{ created: 0, absorbed: 0, parked: 0 }]);

  const listed = await cli.json('alerts', 'list', '-q', 'level:>=10');
  expect(listed.rows.map((row) => row.title)).toEqual(['Rule of level 12']);
  const all = await cli.json('alerts', 'list');
  expect(all.rows.map((row) => row.title)).toEqual(['Rule of level 12', 'Rule of level 9']);
  expect((await cli.json('alerts', 'list', '--limit', '1')).rows).toHaveLength(1);
  expect((await cli.run('alerts', 'list')).out).toMatch(/^[A-Z]{2,8}-\d+ +critical +open /);
});

test('a sync whose source fails says which, and fails', async () => {
  indexer.state.password = 'changed over there';
  const { code, rows, err } = await cli.json('sync', 'alerts');
  indexer.state.password = 'an indexer password';
  expect(code).toBe(1);
  expect(rows.find((row) => 'error' in row)?.error).toMatch(/^.+: .+/);
  expect(err).toMatch(/could not be read/);
  expect((await cli.json('sync', 'alerts')).code).toBe(0);
});

test('findings and agents are synced too, and say what they counted', async () => {
  expect(await cli.json('sync', 'findings')).toMatchObject({ code: 0, rows: [{ new: 0, unchanged: 0 }] });
  expect(await cli.json('sync', 'agents')).toMatchObject({ code: 0, rows: [{ sources: 0, read: 0 }] });
  expect(await cli.json('findings', 'list')).toMatchObject({ code: 0, rows: [] });
});

const base = ['connect', 'wazuh-indexer', '--user', 'reader'];
test.each([
  ['no product', ['connect']],
  ['a product that is not there', ['connect', 'graylog']],
  ['no address', [...base, '--password-file', 'x']],
  ['an address that is none', [...base, '--url', 'wazuh.internal', '--password-file', 'x']],
  [
    'a password file that is not there',
    [...base, '--url', 'https://wazuh.internal:9200', '--password-file', '/nowhere/p'],
  ],
  ['an address of another scheme', [...base, '--url', 'ftp://w:9200', '--password-file', 'x']],
  ['a stretch of time that is none', [...base, '--url', 'https://w:9200', '--since', 'yesterday']],
  ['a level beyond 16', [...base, '--url', 'https://w:9200', '--min-level', '17']],
  ['a level in words', [...base, '--url', 'https://w:9200', '--min-level', 'seven']],
  ['nothing to sync', ['sync']],
  ['something else to sync', ['sync', 'mail']],
  ['a limit of none', ['alerts', 'list', '--limit', '0']],
  ['a limit in words', ['findings', 'list', '--limit', 'many']],
])('%s is wrong use', async (_name, words) => {
  const { code, out, err } = await cli.run(...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('\nUse: wf ');
});

test.each([
  ['--since', 'yesterday', /--since: Write 24h, 7d or all\./],
  ['--min-level', 'seven', /--min-level: A level is a whole number from 0 to 16\./],
  ['--min-level', '7.5', /--min-level: A level is a whole number from 0 to 16\./],
  ['--pin', 'ab:cd', /--pin: A SHA-256 fingerprint has 64 hex digits/],
  ['--url', 'wazuh.internal', /--url: An address looks like https:\/\/wazuh\.internal:9200\./],
])('%s %s is refused in the words of the contract', async (option, value, words) => {
  const options = { '--url': 'https://w:9200', '--user': 'reader', '--password-file': passwordFile, [option]: value };
  const { code, err } = await cli.run('connect', 'wazuh-indexer', ...Object.entries(options).flat());
  expect([code, err]).toEqual([2, expect.stringMatching(words)]);
});

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from '../list/world.fixture.ts';
import { packageKey, saveCves, savePackages, saveWords } from './dictionary.store.ts';
import { Dictionary } from './dictionary.ts';
import { finding, findings } from './snapshots.fixture.ts';

const now = new Date('2025-02-01T08:00:00.000Z');
let world: World;
beforeAll(async () => {
  world = await openWorld({ now: () => now });
});
afterAll(() => world.close());

const ask = async <T>(query: string): Promise<T[]> =>
  world.system.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);

test('what was learned has a number, the same one for every dictionary and every run', async () => {
  const raw = [...findings(3), finding({ packageName: 'crate', format: 'npm', path: '/srv/app' })];
  const [first, second] = [new Dictionary(), new Dictionary()];
  await first.learn(world.system, raw);
  await second.learn(world.system, [...raw].reverse());
  for (const one of raw) {
    expect(second.cveOf(one).id).toBe(first.cveOf(one).id);
    expect(second.packageOf(one)).toBe(first.packageOf(one));
    expect(second.pathOf(one)).toBe(first.pathOf(one));
  }
  expect(new Set(raw.map((one) => first.cveOf(one).id)).size).toBe(4);
  expect(first.pathOf(finding())).toBeNull();
});

test('packages are told apart by format, name and architecture; what the scanner leaves open is a value of its own', async () => {
  const raw = [
    finding({ packageName: 'lib' }),
    finding({ packageName: 'lib', architecture: 'arm64' }),
    finding({ packageName: 'lib', format: 'rpm' }),
    finding({ packageName: 'lib', format: null }),
    finding({ packageName: 'lib', architecture: null }),
    finding({ packageName: 'Lib' }),
  ];
  const dictionary = new Dictionary();
  await dictionary.learn(world.system, raw);
  expect(new Set(raw.map((one) => dictionary.packageOf(one))).size).toBe(6);
  expect(await ask(`select count(*)::int as n from packages where lower(name) = 'lib'`)).toEqual([{ n: 6 }]);
});

test('a name that nothing was learned of is a mistake of the program, not a number', () => {
  const dictionary = new Dictionary();
  const one = finding({ path: '/opt/x' });
  for (const look of [() => dictionary.cveOf(one), () => dictionary.packageOf(one), () => dictionary.pathOf(one)])
    expect(look).toThrow(RangeError);
});

test('two that learn the same new words at once end with the same numbers', async () => {
  const raw = Array.from({ length: 60 }, (_, at) =>
    finding({ cveId: `CVE-2040-${at}`, packageName: `twin-${at}`, path: `/opt/${at}` }),
  );
  const [first, second] = [new Dictionary(), new Dictionary()];
  await Promise.all([first.learn(world.system, raw), second.learn(world.system, [...raw].reverse())]);
  for (const one of raw)
    expect([first.cveOf(one).id, first.packageOf(one), first.pathOf(one)]).toEqual([
      second.cveOf(one).id,
      second.packageOf(one),
      second.pathOf(one),
    ]);
});

test('of several descriptions in one snapshot the longest is kept, with its title, sources and date', async () => {
  const cveId = 'CVE-2041-1';
  const publishedAt = new Date('2031-02-28T11:00:00.000Z');
  const longest = finding({
    cveId,
    description: 'The parser of archives reads beyond its buffer. Nobody should open one.',
    references: ['https://example.test/1', 'https://example.test/two\nlines'],
    publishedAt,
    scoreVersion: '4.0',
  });
  const dictionary = new Dictionary();
  await dictionary.learn(world.system, [
    finding({ cveId, description: 'Short.' }),
    longest,
    finding({ cveId, description: null }),
  ]);
  const stored = () =>
    ask<object>(
      `select title, description, reference_urls as refs, cvss_version as version, published_at as at from cves where cve_id = '${cveId}'`,
    );
  const kept = [
    {
      title: 'The parser of archives reads beyond its buffer',
      description: longest.description,
      refs: ['https://example.test/1', 'https://example.test/two lines'],
      version: '4.0',
      at: publishedAt,
    },
  ];
  expect(await stored()).toEqual(kept);
  // A longer text that lacks sources, date and version takes none of them away.
  const more = `${longest.description} There is no way around.`;
  await dictionary.learn(world.system, [
    finding({ cveId, description: more, references: [], publishedAt: null, scoreVersion: null }),
  ]);
  expect(await stored()).toMatchObject([{ ...kept[0], description: more }]);
});

test('characters are counted as PostgreSQL counts them, so that an equal text is never written again', async () => {
  const cveId = 'CVE-2041-2';
  const raw = [finding({ cveId, description: '🔥 in the parser of 🗃 files' })];
  await new Dictionary().learn(world.system, raw);
  await world.system.write((tx) => sql`update cves set updated_at = 'epoch' where cve_id = ${cveId}`.execute(tx));
  await new Dictionary().learn(world.system, raw);
  expect(await ask(`select updated_at as at from cves where cve_id = '${cveId}'`)).toEqual([{ at: new Date(0) }]);
});

test('a CVE without a word said of it is known by its id', async () => {
  const one = finding({ cveId: 'CVE-2041-3', description: null });
  const dictionary = new Dictionary();
  await dictionary.learn(world.system, [one]);
  expect(dictionary.cveOf(one)).toMatchObject({ length: 0 });
  expect(await ask(`select title, description from cves where cve_id = 'CVE-2041-3'`)).toEqual([
    { title: 'CVE-2041-3', description: '' },
  ]);
});

test('words are saved once, found whether they were there or not, and none asks nothing', async () => {
  const words = await world.system.write((tx) => saveWords(tx, 'package_versions', ['9.1', '9.0']));
  const again = await world.system.write((tx) => saveWords(tx, 'package_versions', ['9.2', '9.0']));
  expect(again.get('9.0')).toBe(words.get('9.0'));
  expect([...again.keys()].sort()).toEqual(['9.0', '9.2']);
  expect(await world.system.write((tx) => saveWords(tx, 'package_paths', []))).toEqual(new Map());
  const name = { format: 'deb', name: 'once', architecture: '' };
  const [one, two] = [
    await world.system.write((tx) => savePackages(tx, [name])),
    await world.system.write((tx) => savePackages(tx, [name, { ...name, name: 'twice' }])),
  ];
  expect(two.get(packageKey(name))).toBe(one.get(packageKey(name)));
  expect(two.size).toBe(2);
});

test('a shorter text never replaces a longer one, whoever writes last', async () => {
  const text = { cveId: 'CVE-2041-4', title: 't', references: '', cvssVersion: null, publishedAt: null };
  for (const description of ['long enough', 'short', 'long enougH'])
    await world.system.write((tx) => saveCves(tx, [{ ...text, description }], now));
  expect(await ask(`select description from cves where cve_id = 'CVE-2041-4'`)).toEqual([
    { description: 'long enough' },
  ]);
});

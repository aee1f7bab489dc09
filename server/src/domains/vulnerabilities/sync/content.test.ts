import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clip, contentHashOf, contentOf, digestOf, hash53, keyOf, stateFindings, titleOf } from './content.ts';
import { finding, snapshot } from './snapshots.fixture.ts';

const numbers = { cveOf: () => ({ id: 5 }), packageOf: () => 9, pathOf: () => null };

test('the content is version, fix, condition, severity and score; what moves beside it changes no hash', () => {
  const base = finding();
  const same = {
    ...base,
    description: 'Other words.',
    detectedAt: new Date(),
    references: ['https://example.test/a'],
    source: 'another feed',
  };
  expect(contentHashOf(same)).toBe(contentHashOf(base));
  for (const more of [
    { version: '2' },
    { condition: 'Package less than 9' },
    { severity: null },
    { score: null },
    { score: 5.1 },
    { fixedVersion: null },
  ])
    expect([more, contentHashOf({ ...base, ...more }) === contentHashOf(base)]).toEqual([more, false]);
});

test('a score that differs behind the tenths is the same score', () => {
  expect(contentHashOf(finding({ score: 7.5 }))).toBe(contentHashOf(finding({ score: 7.500001 })));
});

test('an unknown severity and an unknown score stay unknown', () => {
  expect(contentOf(finding({ severity: null, score: null }))).toMatchObject({ severity: null, scoreTenths: null });
  expect(contentOf(finding({ severity: 'none', score: 0 }))).toMatchObject({ severity: 0, scoreTenths: 0 });
});

test('the hash is a whole number that both sides hold exactly, and keeps neighbours apart', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string())), (parts) => {
      const hash = hash53(parts);
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
      expect(hash53([...parts])).toBe(hash);
      expect(hash53([...parts, null])).not.toBe(hash);
    }),
  );
  expect(hash53(['ab', 'c'])).not.toBe(hash53(['a', 'bc']));
  expect(hash53([null])).not.toBe(hash53(['']));
});

test('of two versions of one package the worse scored one speaks, in whatever order they come', () => {
  const mild = finding({ version: '1', score: 4 });
  const bad = finding({ version: '2', score: 9 });
  for (const order of [
    [mild, bad],
    [bad, mild],
  ]) {
    const stated = [...stateFindings(order, numbers).values()];
    expect(stated.map((one) => one.raw.version)).toEqual(['2']);
  }
});

test('keys of different findings differ, with and without a path', () => {
  const keys = [keyOf(1, 2, null), keyOf(2, 1, null), keyOf(1, 2, 3), keyOf(1, 2, 4)];
  expect(new Set(keys).size).toBe(4);
});

test('the digest is blind to order and to clocks, and sees every other change', () => {
  const two = [finding({ cveId: 'CVE-2025-1' }), finding({ cveId: 'CVE-2025-2' })];
  const base = digestOf(snapshot('001', two));
  expect(digestOf(snapshot('001', [...two].reverse()))).toEqual(base);
  expect(
    digestOf(
      snapshot(
        '001',
        two.map((one) => ({ ...one, detectedAt: new Date(0) })),
      ),
    ),
  ).toEqual(base);
  const others = [
    snapshot('001', two.slice(1)),
    snapshot('001', [finding({ cveId: 'CVE-2025-1', version: '9' }), two[1] ?? finding()]),
    snapshot('001', [
      finding({ cveId: 'CVE-2025-1', description: 'A much longer text than before.' }),
      two[1] ?? finding(),
    ]),
    { ...snapshot('001', two), system: { name: 'Debian', version: '12', platform: 'debian', kernel: '6.1' } },
  ];
  for (const other of others) expect(digestOf(other).equals(base)).toBe(false);
});

test('text is cut and cleaned', () => {
  expect(clip('a\u0000b\ud800', 10)).toBe('a\ufffdb\ufffd');
  expect(clip('x'.repeat(20), 5)).toBe('xxxxx');
});

test('a title is the first sentence of the description, in one line', () => {
  expect(titleOf('CVE-2025-1', 'An overflow in the parser of boxpress. It needs a crafted box.')).toBe(
    'An overflow in the parser of boxpress',
  );
  expect(titleOf('CVE-2025-1', 'Version 2.4.1 reads\nbeyond the end')).toBe('Version 2.4.1 reads beyond the end');
  expect(titleOf('CVE-2025-1', null)).toBe('CVE-2025-1');
  expect(titleOf('CVE-2025-1', 'word '.repeat(100)).length).toBeLessThanOrEqual(121);
});

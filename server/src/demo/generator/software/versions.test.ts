import { expect, test } from 'vitest';
import { products } from './list.ts';
import type { Product } from './product.ts';

/** Epoch, then runs of digits by value and of other signs by letter, as dpkg and rpm read versions; `~` sorts first. */
function compareVersions(a: string, b: string): number {
  const parse = (text: string) => {
    const [, epoch, rest = ''] = /^(?:(\d+):)?(.*)$/.exec(text) ?? [];
    return [epoch ?? '0', ...(rest.match(/\d+|~|[^\d~]+/g) ?? [])];
  };
  const [left, right] = [parse(a), parse(b)];
  for (let place = 0; place < Math.max(left.length, right.length); place++) {
    const [x, y] = [left[place] ?? '', right[place] ?? ''];
    if (x === y) continue;
    if (x === '~' || y === '~') return x === '~' ? -1 : 1;
    const isNumber = /^\d+$/.test(x) && /^\d+$/.test(y);
    return isNumber ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return 0;
}

test.each([
  ['1.9', '1.10'],
  ['1:1.0', '2:0.1'],
  ['2.0~rc1', '2.0'],
  ['3.0.2-0ubuntu1.8', '3.0.2-0ubuntu1.12'],
  ['10.0.22631.3447', '10.0.22631.4037'],
])('the comparison of this test knows that %s is older than %s', (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
  expect(compareVersions(older, older)).toBe(0);
});

const pairs = products.flatMap(({ key, releases }) =>
  releases.slice(1).map(({ version }, place) => ({ key, older: releases[place]?.version ?? '', version })),
);

test('each release is newer than the one before, so that a fix is never older than what it mends', () => {
  expect(pairs.length).toBeGreaterThan(60);
  expect(pairs.filter(({ older, version }) => compareVersions(older, version) >= 0)).toEqual([]);
});

const forms: Readonly<Record<Product['format'], RegExp>> = {
  windows: /^10\.0\.\d{5}\.\d{2,5}$/,
  win: /^\d+(\.\d+){1,3}$/,
  deb: /^(\d:)?\d[\w.+~:-]*-\S+$|^\d[\w.+~]*$/,
  rpm: /^(\d:)?\d[\w.~+-]*-\S+\.el9\S*$/,
  pkg: /^\d+(\.\d+)+$/,
  jar: /^\d+(\.\d+)+$/,
  fortios: /^7\.\d\.\d+$/,
};

test.each(products)(
  '$key has versions of the form that its package format has, and a name without blanks unless it is a product',
  ({ format, packageName, releases }) => {
    for (const { version } of releases) expect(version).toMatch(forms[format]);
    if (format === 'deb' || format === 'rpm') expect(packageName).toMatch(/^[a-z0-9][a-z0-9+.-]*$/);
    else expect(packageName).toMatch(/^\S/);
  },
);

test('a CVE is numbered in the year in which it became known, or in one before', () => {
  const cves = products.flatMap(({ releases, unfixed }) => [...unfixed, ...releases.flatMap(({ fixes }) => fixes)]);
  const odd = cves.filter(({ id, publishedAt }) => Number(id.slice(4, 8)) > Number(publishedAt.slice(0, 4)));
  expect(odd.map(({ id, publishedAt }) => `${id} ${publishedAt}`)).toEqual([]);
});

test('one package name stands for one product on a system: no host can have two of it', () => {
  const places = products.flatMap(({ key, packageName, architecture, path, on }) =>
    on.os.map((os) => ({ key, place: [os, packageName, architecture, path].join('|') })),
  );
  const shared = [...Map.groupBy(places, ({ place }) => place)].filter(([, keys]) => keys.length > 1);
  expect(shared).toEqual([]);
});

test('a release mends each problem once, and what one release mends no later one does', () => {
  for (const { key, releases, unfixed } of products) {
    const ids = [...unfixed, ...releases.flatMap(({ fixes }) => fixes)].map(({ id }) => id);
    expect(
      ids.filter((id, place) => ids.indexOf(id) !== place),
      key,
    ).toEqual([]);
  }
});

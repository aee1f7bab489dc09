import { expect, test } from 'vitest';
import { hosts } from '../hosts.ts';
import { snapshotAgesDays } from '../patching.ts';
import { products } from './list.ts';
import { product } from './product.ts';

test('product keys are unique', () => {
  expect(new Set(products.map(({ key }) => key)).size).toBe(products.length);
});

test('each product has releases in order, the first of them without fixes', () => {
  for (const { key, releases } of products) {
    expect(releases[0]?.fixes, key).toEqual([]);
    expect(new Set(releases.map(({ version }) => version)).size, key).toBe(releases.length);
    for (const { fixes } of releases.slice(1)) expect(fixes.length, key).toBeGreaterThan(0);
  }
});

test('each product runs on a system that a host has, named hosts exist', () => {
  for (const { key, on } of products) {
    expect(
      hosts.some(({ os }) => on.os.includes(os)),
      key,
    ).toBe(true);
    for (const name of on.names ?? [])
      expect(
        hosts.some((host) => host.name === name),
        key,
      ).toBe(true);
  }
});

test('fewer hosts miss two releases than miss one', () => {
  for (const { key, behind, releases } of products) {
    expect(behind.length, key).toBeLessThan(releases.length);
    expect(
      [...behind].sort((a, b) => b - a),
      key,
    ).toEqual(behind);
  }
});

test('the feed learns of every fix before the last snapshot', () => {
  for (const { key, knownFrom } of products) expect(knownFrom, key).toBeLessThan(snapshotAgesDays.length - 1);
});

test('a deb for Ubuntu names the feed of Ubuntu, any other the feed of Debian', () => {
  const made = { key: 'k', packageName: 'p', releases: [['1']], behind: [] } as const;
  expect(product('deb', { ...made, on: { os: ['ubu22'] } }).source).toBe('Canonical Security Tracker');
  expect(product('deb', { ...made, on: { os: ['deb12'] } }).source).toBe('Debian Security Tracker');
});

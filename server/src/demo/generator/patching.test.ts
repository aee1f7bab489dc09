import { expect, test } from 'vitest';
import { drawInstallations, snapshotAgesDays } from './patching.ts';
import { products } from './software/list.ts';

const installations = drawInstallations(1);
const newest = snapshotAgesDays.length - 1;

test('snapshots run from 89 days ago to this hour', () => {
  expect([...snapshotAgesDays].sort((a, b) => b - a)).toEqual([...snapshotAgesDays]);
  expect(snapshotAgesDays[0]).toBe(89);
  expect(snapshotAgesDays[newest]).toBeLessThan(1 / 24);
});

test('a host runs a known release at every snapshot', () => {
  for (const { product, releaseAt } of installations) {
    expect(releaseAt).toHaveLength(snapshotAgesDays.length);
    for (const release of releaseAt) expect(product.releases[release], product.key).toBeDefined();
  }
});

test('today each product is as far behind as it says, whatever the seed', () => {
  for (const seed of [1, 2, 3]) {
    const drawn = drawInstallations(seed);
    for (const product of products) {
      const owners = drawn.filter((one) => one.product === product);
      const top = product.releases.length - 1;
      const late = owners.filter(({ releaseAt }) => (releaseAt[newest] ?? 0) < top).length;
      expect(Math.abs(late - owners.length * (product.behind[0] ?? 0)), product.key).toBeLessThanOrEqual(0.5);
    }
  }
});

test('nothing is upgraded between the two newest snapshots', () => {
  for (const { product, releaseAt } of installations)
    expect(releaseAt[newest], product.key).toBe(releaseAt[newest - 1]);
});

test('most hosts only move forward, at least one rolled an update back', () => {
  const isBack = ({ releaseAt }: { releaseAt: readonly number[] }): boolean =>
    releaseAt.some((release, at) => release < (releaseAt[at - 1] ?? 0));
  for (const seed of [1, 2, 3]) {
    const back = drawInstallations(seed).filter(isBack);
    expect(back.some(({ product }) => product.key === 'win11')).toBe(true);
    expect(back.length).toBeLessThan(installations.length / 8);
  }
});

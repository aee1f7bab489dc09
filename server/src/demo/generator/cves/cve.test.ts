import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { products } from '../software/list.ts';
import { cveTable, type DemoCve } from './cve.ts';
import { proofPublished, usedByAttackers } from './exploits.ts';

const kev = join(import.meta.dirname, '../../../../../../shared/datasets/kev/known_exploited_vulnerabilities.json');

const all: readonly DemoCve[] = [
  ...new Set(products.flatMap(({ releases, unfixed }) => [...unfixed, ...releases.flatMap(({ fixes }) => fixes)])),
];

test('a line gives one entry per id, with a sentence about what an attacker gets', () => {
  expect(
    cveTable('Box', '2031-02-28', '2031-1 2031-2 | 7.5 | stop | the lid\n2031-3 | - | leak | the hinge | server'),
  ).toEqual([
    {
      id: 'CVE-2031-1',
      score: 7.5,
      description: 'Box: crafted input can stop the lid.',
      publishedAt: '2031-02-28T17:00:00Z',
      isServerOnly: false,
    },
    {
      id: 'CVE-2031-2',
      score: 7.5,
      description: 'Box: crafted input can stop the lid.',
      publishedAt: '2031-02-28T17:00:00Z',
      isServerOnly: false,
    },
    {
      id: 'CVE-2031-3',
      score: null,
      description: 'Box: the hinge can tell more than it should.',
      publishedAt: '2031-02-28T17:00:00Z',
      isServerOnly: true,
    },
  ]);
});

test('a line may have been published on a day of its own', () => {
  const [first, second] = cveTable(
    'Box',
    '2031-02-28',
    '2031-1 | 7.5 | stop | the lid\n2032-3 | 5 | leak | it | 2032-01-09',
  );
  expect([first?.publishedAt, second?.publishedAt]).toEqual(['2031-02-28T17:00:00Z', '2032-01-09T17:00:00Z']);
  expect(second?.isServerOnly).toBe(false);
});

test('a line that cannot be read is named in the error', () => {
  expect(() => cveTable('Box', '2031-02-28', '2031-1 | 7.5 | explode | the lid')).toThrow(/2031-1 \| 7\.5 \| explode/);
  expect(() => cveTable('Box', '2031-02-28', '2031-1 | 7.5')).toThrow(RangeError);
  expect(() => cveTable('Box', '2031-02-28', '2031-1 | 7.5 | stop | the lid | severs')).toThrow(RangeError);
});

test('no CVE stands in two tables', () => {
  const ids = all.map(({ id }) => id);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test('ids, scores and dates have their form', () => {
  for (const { id, score, publishedAt } of all) {
    expect(id).toMatch(/^CVE-20(2\d)-\d{4,5}$/);
    if (score !== null) {
      expect(score >= 0.1 && score <= 10, id).toBe(true);
      expect(Math.round(score * 10) / 10).toBe(score);
    }
    expect(Number.isNaN(new Date(publishedAt).getTime())).toBe(false);
    expect(Number(publishedAt.slice(0, 4))).toBeGreaterThanOrEqual(2021);
  }
});

test('eleven CVEs are used by attackers, and each belongs to something installed', () => {
  expect(usedByAttackers).toHaveLength(11);
  const ids = new Set(all.map(({ id }) => id));
  expect([...usedByAttackers, ...proofPublished].filter((id) => !ids.has(id))).toEqual([]);
  expect(proofPublished.filter((id) => usedByAttackers.includes(id))).toEqual([]);
});

test.skipIf(!existsSync(kev))(
  'the CVEs used by attackers are those that the public list names (needs ../shared)',
  () => {
    const listed = new Set(readFileSync(kev, 'utf8').match(/CVE-\d{4}-\d+/g));
    const found = all.map(({ id }) => id).filter((id) => listed.has(id));
    expect(found.filter((id) => !usedByAttackers.includes(id))).toEqual([]);
    // The copy of the list is of August 2025; this one was added to it the month after.
    expect(usedByAttackers.filter((id) => !listed.has(id))).toEqual(['CVE-2025-32463']);
  },
);

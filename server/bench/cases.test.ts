import { expect, test } from 'vitest';
import { cases } from './cases.ts';
import { sizes } from './row.ts';

test('every promised measurement has a case, and no two cases share a name', () => {
  const ids = cases.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['P1', 'P3', 'P4', 'P7', 'P8', 'P10', 'P18', 'P20', 'P21', 'P22', 'P23']));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, title } of cases)
    expect([id, title]).toEqual([expect.stringMatching(/^P\d+$/), expect.stringMatching(/^\S.{5,70}$/)]);
});

test('scales grow, and the figures of the goals are those of "base": a million alerts, three million findings', () => {
  const scales = Object.values(sizes);
  expect(sizes.base).toMatchObject({ alerts: 1_000_000, findings: 3_000_000 });
  for (const field of ['alerts', 'findings', 'assets', 'customers', 'tags'] as const) {
    const grown = scales.map((scale) => scale[field]);
    expect(grown, field).toEqual(grown.toSorted((a, b) => a - b));
  }
});

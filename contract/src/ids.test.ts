import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as contract from './index.ts';

const ids = Object.entries(contract).flatMap(([name, value]) =>
  /^[A-Z]\w+Id$/.test(name) ? [[name, value as z.ZodString] as const] : [],
);
const exampleOf = (schema: z.ZodType): string => String((schema.meta() as { examples?: string[] }).examples?.[0]);

test('every kind of thing has an id with a prefix of its own', () => {
  const prefixes = ids.map(([, schema]) => exampleOf(schema).split('_')[0]);
  expect(ids.length).toBeGreaterThanOrEqual(12);
  expect(new Set(prefixes).size).toBe(ids.length);
  for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]{3}$/);
});

test.each(ids)('%s takes its own ids and names its prefix when it gets another', (_, schema) => {
  const example = exampleOf(schema);
  expect(schema.safeParse(example).success).toBe(true);
  for (const [, other] of ids) {
    if (other === schema) continue;
    const { error } = schema.safeParse(exampleOf(other));
    expect(error?.issues[0]?.message).toBe(`An id that starts with ${example.split('_')[0]}_ is expected.`);
  }
});

describe('every route', () => {
  const all = Object.values(contract.routes) as readonly contract.Route[];
  const params = all.flatMap((route) =>
    Object.entries((route.params?.shape ?? {}) as Record<string, z.ZodType>).map(
      ([name, schema]) => [route.operationId, name, schema] as const,
    ),
  );
  const takes = (schema: z.ZodType, texts: readonly string[]) => texts.filter((text) => schema.safeParse(text).success);

  test.each(params.filter(([, name]) => /(Id|^number)$/.test(name)))(
    '%s takes only the form of an id or number as %s',
    (_operation, _name, schema) => {
      expect(takes(schema, ['', ' ', '../x', "' or 1=1 --", '%00', 'alr_1/close', 'alr_1\n', '1', '*'])).toEqual([]);
    },
  );

  test.each(params)('%s takes no %s without an end', (_operation, _name, schema) => {
    expect(takes(schema, ['x'.repeat(101), `KEST-${'1'.repeat(101)}`, `alr_${'1'.repeat(101)}`])).toEqual([]);
  });
});

describe('a page', () => {
  const { limit, cursor } = contract.PageQuery;
  test.each([
    [undefined, 50],
    ['1', 1],
    ['200', 200],
    [' 7 ', 7],
  ])('limit %j is %i rows', (given, rows) => {
    expect(limit.parse(given)).toBe(rows);
  });
  test.each(['0', '201', '-5', '1.5', 'ten', 'Infinity', '1e3'])('limit %j is refused', (given) => {
    expect(limit.safeParse(given).success).toBe(false);
  });
  test('a cursor is text of at most 2,000 characters, or absent', () => {
    expect(cursor.parse(undefined)).toBeUndefined();
    expect(cursor.safeParse('x'.repeat(2_000)).success).toBe(true);
    for (const bad of ['x'.repeat(2_001), 7, ['a'], null]) expect(cursor.safeParse(bad).success).toBe(false);
  });
  test('the last page says null, not nothing', () => {
    const page = contract.pageOf(contract.UserRef);
    expect(page.safeParse({ items: [], nextCursor: null }).success).toBe(true);
    for (const bad of [{ items: [] }, { nextCursor: null }, { items: null, nextCursor: null }])
      expect(page.safeParse(bad).success).toBe(false);
  });
});

import { expect, test } from 'vitest';
import { assetStatusOf, customerOfGroups, isNewsOfLife, judgeMissing, type KnownAgent, systemLine } from './rules.ts';

const now = new Date('2025-02-01T10:00:00.000Z');
const agent = (externalId: string, status = 'active', minutesAgo = 0): KnownAgent => ({
  assetId: Number(externalId),
  externalId,
  status,
  statusAt: new Date(now.getTime() - minutesAgo * 60_000),
});

test('only an agent that reports is active', () => {
  expect((['active', 'disconnected', 'never_connected', 'pending', 'unknown'] as const).map(assetStatusOf)).toEqual([
    'active',
    'inactive',
    'inactive',
    'inactive',
    null,
  ]);
});

test("the first group that is a customer's decides", () => {
  const byKey = (key: string) => (key.startsWith('cust') ? { id: key.length } : null);
  expect(customerOfGroups(['default', 'cust-a', 'cust-long'], byKey)).toBe(6);
  expect(customerOfGroups(['default'], byKey)).toBeNull();
});

test('an agent that is not listed is missing first and removed an hour later', () => {
  const listed = new Set(['001']);
  expect(judgeMissing([agent('001'), agent('002')], listed, now)).toEqual({ missing: [agent('002')], removed: [] });
  expect(judgeMissing([agent('002', 'missing', 59)], listed, now)).toEqual({ missing: [], removed: [] });
  expect(judgeMissing([agent('002', 'missing', 60)], listed, now).removed).toHaveLength(1);
  expect(judgeMissing([agent('002', 'removed', 600)], listed, now)).toEqual({ missing: [], removed: [] });
});

test('an empty listing proves nothing', () => {
  expect(judgeMissing([agent('001', 'missing', 600)], new Set(), now)).toEqual({ missing: [], removed: [] });
});

test('the line of a system names its version once', () => {
  const system = { name: 'Ubuntu', version: '22.04', platform: 'ubuntu', kernel: null };
  expect(systemLine(system)).toBe('Ubuntu 22.04');
  expect(systemLine({ ...system, name: 'Ubuntu 22.04.4 LTS', version: '22.04.4' })).toBe('Ubuntu 22.04.4 LTS');
  expect(systemLine({ ...system, name: null })).toBeNull();
  expect(systemLine(null)).toBeNull();
});

test('a heartbeat is news after ten minutes only', () => {
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  expect([
    isNewsOfLife(null, now),
    isNewsOfLife(now, later(9)),
    isNewsOfLife(now, later(10)),
    isNewsOfLife(now, null),
  ]).toEqual([true, false, true, false]);
});

import fc from 'fast-check';
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

test.each([
  [['default', 'b', 'a'], 2],
  [['a', 'b'], 1],
  [['B'], null],
  [[], null],
])('groups %j belong to customer %s', (groups, expected) => {
  const known = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  const byKey = (key: string) => {
    const id = known.get(key);
    return id === undefined ? null : { id };
  };
  expect(customerOfGroups(groups, byKey)).toBe(expected);
});

test('an agent is never both missing and removed, never either while it is listed, and none is removed at a first look', () => {
  const status = fc.constantFrom('active', 'disconnected', 'missing', 'removed', 'unknown');
  const known = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), status, fc.integer({ min: 0, max: 200 })), {
    selector: ([id]) => id,
  });
  fc.assert(
    fc.property(known, fc.uniqueArray(fc.integer({ min: 1, max: 30 })), (rows, listed) => {
      const agents = rows.map(([id, told, minutes]) => agent(String(id), told, minutes));
      const names = new Set(listed.map(String));
      const { missing, removed } = judgeMissing(agents, names, now);
      for (const one of [...missing, ...removed]) expect(names.has(one.externalId)).toBe(false);
      expect(missing.filter((one) => removed.includes(one))).toEqual([]);
      expect(removed.every((one) => one.status === 'missing')).toBe(true);
      expect(missing.every((one) => one.status !== 'missing' && one.status !== 'removed')).toBe(true);
      if (names.size > 0)
        for (const one of agents.filter((row) => !names.has(row.externalId) && row.status === 'active'))
          expect(missing).toContain(one);
    }),
  );
});

test('a sign of life from before the last one is no news, whatever the clocks of managers say', () => {
  const earlier = new Date(now.getTime() - 3_600_000);
  expect(isNewsOfLife(now, earlier)).toBe(false);
  expect(isNewsOfLife(earlier, now)).toBe(true);
});

test.each([
  [{ name: 'Debian GNU/Linux', version: null }, 'Debian GNU/Linux'],
  [{ name: 'Debian GNU/Linux', version: '' }, 'Debian GNU/Linux'],
  [{ name: 'Debian GNU/Linux', version: '12' }, 'Debian GNU/Linux 12'],
  [{ name: 'Windows Server 2022', version: '10.0.20348' }, 'Windows Server 2022 10.0.20348'],
  [{ name: '', version: '12' }, null],
])('the system %j reads %j', (told, line) => {
  expect(systemLine({ platform: null, kernel: null, ...told })).toBe(line);
});

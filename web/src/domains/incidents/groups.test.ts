import { describe, expect, test } from 'vitest';
import { type Group, nameOfGroup, queryOfGroup, targetOfGroup } from './groups.ts';

describe('the query of a group shows its alerts and no other', () => {
  test.each([
    ['', 'rule', '5710', 'rule:5710'],
    ['status:open', 'host', 'ws-042', 'status:open host:ws-042'],
    ['status:open', 'host', 'print server', 'status:open host:"print server"'],
    ['status:open', 'host', 'a"b', 'status:open host:"a\\"b"'],
    ['status:open', 'customer', 'kestrel', 'status:open customer:kestrel'],
    ['host:a OR host:b', 'rule', '5710', '(host:a OR host:b) rule:5710'],
    ['a ||b', 'rule', '5710', '(a ||b) rule:5710'],
    ['a OR(b)', 'rule', '5710', '(a OR(b)) rule:5710'],
    ['(a)OR(b)', 'rule', '5710', '((a)OR(b)) rule:5710'],
    ['"a"OR b', 'rule', '5710', '("a"OR b) rule:5710'],
    ['/[(]/ OR x', 'rule', '5710', '(/[(]/ OR x) rule:5710'],
    ['NOT host:a', 'rule', '5710', '(NOT host:a) rule:5710'],
    ['status:open rule:5710', 'rule', '5710', 'status:open rule:5710'],
    ['status:open', 'rule', '', 'status:open -rule:*'],
    ['', 'host', '', '-host:*'],
    ['host:ws-*', 'host', 'ws-042', 'host:ws-* host:ws-042'],
  ] as const)('"%s" by %s "%s"', (query, by, value, expected) => {
    expect(queryOfGroup(query, by, value)).toBe(expected);
  });
});

const group = (value: string, label: string, count = 3, isCapped = false): Group => ({
  value,
  label,
  count: { value: count, isCapped },
});

test('a group is called by its title, and what names none says so', () => {
  expect(nameOfGroup(group('5710', 'Login failed'), 'rule')).toBe('Login failed');
  expect(nameOfGroup(group('', 'Some title'), 'rule')).toBe('Alerts that name no rule');
  expect(nameOfGroup(group('', ''), 'host')).toBe('Alerts that name no host');
});

test('a verb on a group is for all that were counted in it and for nothing that came later', () => {
  const seen = { q: 'a OR b', lens: 'kestrel', asOf: '2026-11-24T12:04:16.000Z' };
  expect(targetOfGroup(group('5710', 'Login failed', 10_000, true), 'rule', seen)).toEqual({
    kind: 'all',
    total: 10_000,
    isCapped: true,
    q: '(a OR b) rule:5710',
    lens: 'kestrel',
    until: '2026-11-24T12:04:16.000Z',
    group: { key: 'group:5710', name: '5710 Login failed' },
  });
});

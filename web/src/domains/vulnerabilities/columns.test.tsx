import { expect, test } from 'vitest';
import { group, row } from '../../../test/findings.ts';
import { flatColumns, groupColumns, groupName, openFor, openSpan, priority } from './columns.tsx';

const now = new Date('2026-11-24T12:00:00.000Z');
const nothing = () => undefined;

test('an open finding is measured up to now', () => {
  const open = row({ detectedAt: '2026-11-18T12:00:00.000Z' });
  expect(openSpan(open, now)).toBe('6 d');
  expect(openFor(open, now)).toBe('open 6 d');
});

test('a patched one is measured up to its patch and does not grow', () => {
  const patched = row({ detectedAt: '2026-11-01T12:00:00.000Z', patchedAt: '2026-11-11T12:00:00.000Z' });
  expect(openFor(patched, now)).toBe('after 10 d');
});

test('a priority is shown whole', () => {
  expect(priority(82.5)).toBe('83');
  expect(priority(0)).toBe('0');
});

test('an update says to which version', () => {
  expect(groupName(group({ title: 'openssl', subtitle: '3.0.15' }), 'fix')).toEqual({
    title: 'openssl → 3.0.15',
    more: '',
  });
});

test('a group without a fixed version says that none is known', () => {
  expect(groupName(group({ title: 'zlib', subtitle: null }), 'fix')).toEqual({ title: 'zlib', more: 'no fix known' });
});

test('a CVE or a host keeps what is told beside it', () => {
  expect(groupName(group({ title: 'ws-042', subtitle: 'Windows 11' }), 'asset').more).toBe('Windows 11');
  expect(groupName(group({ title: 'CVE-2026-1', subtitle: null }), 'cve').more).toBe('');
});

test('a host is not counted in hosts', () => {
  const ids = (by: 'fix' | 'cve' | 'asset') => groupColumns(by, now, nothing).map((column) => column.id);
  expect(ids('fix')).toContain('hosts');
  expect(ids('asset')).not.toContain('hosts');
});

test('the list is told to be sorted by priority, whatever its layout', () => {
  for (const columns of [groupColumns('cve', now, nothing), flatColumns(now)])
    expect(columns.filter((column) => column.sorted).map((column) => column.id)).toEqual(['priority']);
});

test('on a narrow screen what, and how pressing, remain', () => {
  expect(
    flatColumns(now)
      .filter((column) => !column.isWide)
      .map((column) => column.id),
  ).toEqual(['hue', 'severity', 'cve', 'package', 'priority']);
});

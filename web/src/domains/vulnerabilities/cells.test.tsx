import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { FindingRow } from '@watchfloor/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { group, row } from '../../../test/findings.ts';
import type { Column } from '../../ui/table.tsx';
import { flatColumns, groupColumns } from './columns.tsx';
import type { Line } from './lines.ts';

afterEach(cleanup);

const now = new Date('2026-11-24T12:00:00.000Z');
const nothing = () => undefined;
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

/** What a line shows in each column, by the column's id; empty cells are left out. */
function cells(columns: readonly Column<Line>[], line: Line): Record<string, string> {
  const shown = columns.map((column) => {
    const view = render(<>{column.cell(line)}</>);
    const text = view.container.textContent ?? '';
    view.unmount();
    return [column.id, text] as const;
  });
  return Object.fromEntries(shown.filter(([, text]) => text !== ''));
}
const groupLine = (part: Parameters<typeof group>[0] = {}, isOpen = false): Line => ({
  kind: 'group',
  key: 'group:fix-1',
  group: group({ oldestAt: ago(13), ...part }),
  isOpen,
});
const findingLine = (part: Partial<FindingRow> = {}): Line => ({
  kind: 'finding',
  key: 'fnd_1',
  row: row({ detectedAt: ago(6), ...part }),
  level: 2,
});

test('a fix says what it closes, on how many hosts, how many can be exploited, how bad, how pressing, since when', () => {
  expect(cells(groupColumns('fix', now, nothing), groupLine())).toEqual({
    severity: 'C',
    title: '▸Windows 11 23H2 → 10.0.22631.4460',
    closes: '214',
    hosts: '31',
    exploited: '2',
    cvss: '9.8',
    priority: '83',
    oldest: '13 d',
  });
});

test('what is unknown of a group is left empty, not shown as zero', () => {
  const shown = cells(groupColumns('fix', now, nothing), groupLine({ severity: null, score: null, exploited: 0 }));
  expect(shown).toMatchObject({ severity: 'U' });
  expect(shown).not.toHaveProperty('cvss');
  expect(shown).not.toHaveProperty('exploited');
});

test('the sign of a group says whether it is open', () => {
  const title = (isOpen: boolean) =>
    cells(groupColumns('cve', now, nothing), groupLine({ title: 'CVE-1' }, isOpen)).title;
  expect([title(false)?.[0], title(true)?.[0]]).toEqual(['▸', '▾']);
});

// A finding says what its group does not: under a CVE not the CVE again, under a host not the host.
test.each([
  ['fix', 'CCVE-2026-21510ws-042open'],
  ['cve', 'Cws-042openWindows 11 23H2'],
  ['asset', 'CCVE-2026-21510openWindows 11 23H2'],
] as const)('inside a group by %s a finding reads %s', (by, title) => {
  expect(cells(groupColumns(by, now, nothing), findingLine())).toEqual({
    title,
    exploited: 'public',
    cvss: '9.8',
    priority: '83',
    oldest: 'open 6 d',
  });
});

test('one by one a finding says everything of itself', () => {
  expect(cells(flatColumns(now), { ...findingLine(), level: 1 } as Line)).toEqual({
    severity: 'C',
    cve: 'CVE-2026-21510',
    host: 'ws-042',
    package: 'Windows 11 23H2 10.0.22631.4317 → 10.0.22631.4460',
    status: 'open',
    exploit: 'public',
    cvss: '9.8',
    priority: '83',
    open: '6 d',
  });
});

test.each([
  [{ fixedVersion: null }, 'package', 'Windows 11 23H2 no fix known'],
  [{ installedVersion: null }, 'package', 'Windows 11 23H2 → 10.0.22631.4460'],
  [{ exploit: 'exploitable' }, 'exploit', 'possible'],
  [{ exploit: 'unknown' }, 'exploit', undefined],
  [{ score: null }, 'cvss', undefined],
  [{ score: 10 }, 'cvss', '10.0'],
  [{ severity: null }, 'severity', 'U'],
  [{ status: 'patched', patchedAt: ago(2) }, 'open', '4 d'],
  [{ status: 'false_positive' }, 'status', 'false positive'],
] as [Partial<FindingRow>, string, string | undefined][])('of %o the column %s shows %s', (part, column, text) => {
  expect(cells(flatColumns(now), findingLine(part))[column]).toBe(text);
});

test.each([
  [{ kind: 'waiting', key: 'w', group: 'fix-2' }, 'Loading the findings of this group'],
  [{ kind: 'more', key: 'm', group: 'fix-2', left: 1_200 }, 'Show more, 1,200 left'],
  [
    { kind: 'failed', key: 'f', group: 'fix-2', why: 'No answer.' },
    'The findings of this group could not be read. No answer. Try again',
  ],
] as [Line, string][])('what stands for findings that are not here says so, and nothing else: %o', (line, title) => {
  expect(cells(groupColumns('fix', now, nothing), line)).toEqual({ title });
});

test.each([
  { kind: 'more', key: 'm', group: 'fix-2', left: 3 },
  { kind: 'failed', key: 'f', group: 'fix-2', why: 'No answer.' },
] as Line[])('its button names the group that it is about: %o', (line) => {
  const onMore = vi.fn();
  const title = groupColumns('fix', now, onMore).find((column) => column.id === 'title');
  render(<>{title?.cell(line)}</>);
  fireEvent.click(screen.getByRole('button'));
  expect(onMore).toHaveBeenCalledWith('fix-2');
});

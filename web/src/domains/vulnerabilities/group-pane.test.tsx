import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { FindingGroup } from '@watchfloor/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { group } from '../../../test/findings.ts';
import { aurora, harbor, kestrel } from '../../../test/samples.ts';
import { GroupPane } from './group-pane.tsx';
import type { Grouping } from './views.ts';

afterEach(cleanup);

function show(part: Partial<FindingGroup> = {}, by: Grouping = 'fix', isOpen = false) {
  const onToggle = vi.fn();
  render(<GroupPane group={group(part)} by={by} isOpen={isOpen} onToggle={onToggle} />);
  return { onToggle, pane: screen.getByRole('region') };
}

test('it is called by what it is, so that readers can find it', () => {
  expect(show({}, 'fix').pane.getAttribute('aria-label')).toBe('Group Windows 11 23H2 → 10.0.22631.4460');
  cleanup();
  expect(show({ title: 'ws-042', subtitle: 'Windows 11' }, 'asset').pane.getAttribute('aria-label')).toBe(
    'Group ws-042',
  );
});

test('every customer that it touches is named', () => {
  show({ customers: [kestrel, harbor, aurora] });
  for (const { name } of [kestrel, harbor, aurora]) expect(screen.getByText(name)).toBeTruthy();
});

test.each([
  [{ subtitle: '2' }, 'fix', 'This update closes 214 findings on 31 hosts.'],
  [{ subtitle: '2', findings: 1, assets: 1 }, 'fix', 'This update closes 1 finding on 1 host.'],
  [
    { subtitle: null },
    'fix',
    'No fixed version is known for these. They stay in sight until one is published or the package goes.',
  ],
  [{ subtitle: null }, 'cve', null],
  [{ subtitle: 'Windows 11' }, 'asset', null],
] as [Partial<FindingGroup>, Grouping, string | null][])('%o by %s promises %j', (part, by, words) => {
  show(part, by);
  expect(screen.queryByText(/^This update|^No fixed version/)?.textContent ?? null).toBe(words);
});

test.each([
  [2, '2 with a public exploit'],
  [1_200, '1,200 with a public exploit'],
  [0, null],
])('%i that can be exploited are told as %j', (exploited, words) => {
  show({ exploited });
  expect(screen.queryByText(/public exploit/)?.textContent ?? null).toBe(words);
});

test('an unknown score is called so', () => {
  show({ score: null, severity: null });
  expect(screen.getByText('none given')).toBeTruthy();
  expect(screen.getByRole('img', { name: 'Unknown' })).toBeTruthy();
});

test.each([
  [false, 'Open the group'],
  [true, 'Close the group'],
])('with the group open: %s, its button says %s and does so', (isOpen, words) => {
  const { onToggle } = show({}, 'fix', isOpen);
  fireEvent.click(screen.getByText(words));
  expect(onToggle).toHaveBeenCalledTimes(1);
});

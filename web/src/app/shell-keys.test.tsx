import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeConsole, openConsole } from '../../test/console.tsx';
import type { Answers } from '../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../test/findings.ts';
import { health } from '../../test/platform.ts';
import { contact } from '../../test/samples.ts';
import { preferences, setPreferences } from '../lib/preferences.ts';
import { toast } from '../lib/toasts.ts';

const kept = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'offsetParent');

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  // Without layout nothing has a place; here everything is taken to be seen.
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', { configurable: true, get: () => document.body });
});
afterEach(() => {
  closeConsole();
  vi.restoreAllMocks();
  if (kept) Object.defineProperty(HTMLElement.prototype, 'offsetParent', kept);
  setPreferences({ theme: 'auto', density: 'compact', hasRail: true, hasSingleKeys: true });
});

const open = async (more: Answers = {}) => {
  const console = await openConsole('/findings?open=fix-1&sel=fnd_1', {
    listFindingGroups: page([group()]),
    listFindings: page([row()]),
    countFindings: counts(),
    getFinding: finding(),
    getHealth: health(),
    getSettings: { eventRetentionDays: 90, parkedRetentionDays: 30, runRetentionDays: 30, clearedAfterMinutes: 60 },
    listCustomers: { items: [] },
    ...more,
  });
  await screen.findByText('What the scanner says');
  return console;
};
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.className;

test('F6 goes round the parts of the page, each once: bar, filters, list, pane', async () => {
  const { press } = await open();
  const seen = [];
  for (let presses = 0; presses < 5; presses += 1) {
    await press('F6', document.activeElement ?? document.body);
    seen.push(document.activeElement?.closest('.facets') ? 'filters' : focused());
  }
  expect(new Set(seen.slice(0, 4))).toEqual(new Set(['Findings', 'KEST-F-2044 CVE-2026-21510', 'filters', 'find']));
  expect(seen[4]).toBe(seen[0]);
});

test('F6 goes on from inside a part, not from its beginning', async () => {
  const { press } = await open();
  const link = screen.getByRole('link', { name: 'KEST-F-2044' });
  link.focus();
  await press('F6', link);
  expect(document.activeElement?.closest('.pane')).toBeNull();
  expect(document.activeElement).not.toBe(document.body);
});

test('F8 reaches the way back in the last message, also out of a text field', async () => {
  const { press } = await open();
  act(() => void toast('first', { action: { label: 'Undo first', run: () => undefined } }));
  act(() => void toast('second', { action: { label: 'Undo second', run: () => undefined } }));
  const field = screen.getByLabelText('Query');
  field.focus();
  await press('F8', field);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Undo second' }));
});

test('t opens the lens', async () => {
  const { press } = await open();
  await press('t');
  expect(await screen.findByRole('menuitemcheckbox', { name: /Kestrel/, hidden: true })).toBeTruthy();
});

test('the row height goes round through all three and is shown by every row', async () => {
  const { press } = await open();
  const seen = [];
  for (let presses = 0; presses < 3; presses += 1) {
    await press('\\');
    seen.push([preferences().density, screen.getAllByRole('row')[2]?.style.height]);
  }
  expect(seen).toEqual([
    ['default', '34px'],
    ['relaxed', '44px'],
    ['compact', '28px'],
  ]);
});

test.each([
  ['g h', '/'],
  ['g a', '/alerts'],
  ['g u', '/customers'],
  ['g p', '/platform/health'],
])('%s goes to %s', async (keys, path) => {
  const { press } = await open();
  await press(keys);
  await waitFor(() => expect(location.pathname).toBe(path));
});

test('where a role has no health, its key is not bound', async () => {
  const { press } = await open({ getSession: contact });
  await press('g p');
  expect(location.pathname).toBe('/findings');
});

test('with single keys switched off, letters do nothing and named keys still do', async () => {
  const { press, search } = await open();
  act(() => setPreferences({ hasSingleKeys: false }));
  await press('j');
  await press('b');
  expect(search()).toMatchObject({ sel: 'fnd_1' });
  expect(search().by).toBeUndefined();
  await press('Enter');
  await waitFor(() => expect(location.pathname).toBe('/f/KEST-F-2044'));
});

test('letters typed into the query are text', async () => {
  const { press, search } = await open();
  const field = screen.getByLabelText('Query');
  await press('b', field);
  await press('j', field);
  expect(search()).toMatchObject({ sel: 'fnd_1', open: 'fix-1' });
  fireEvent.keyDown(field, { key: 'Escape' });
});

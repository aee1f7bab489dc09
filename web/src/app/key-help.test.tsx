import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alertWorld } from '../../test/alert-world.ts';
import { axeFaults } from '../../test/axe.ts';
import { closeConsole, openConsole } from '../../test/console.tsx';
import { setViewport } from '../../test/viewport.ts';
import { clashOf } from '../lib/key-map.ts';
import { keyboard } from '../lib/keyboard.ts';
import { preferences, setPreferences } from '../lib/preferences.ts';

// Whole pages are drawn here; a busy machine may take its time.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => setViewport(1_440));
afterEach(() => {
  closeConsole();
  setPreferences({ keys: {} });
});

const open = async () => {
  const console = await openConsole('/alerts/v/unassigned', alertWorld(3).answers);
  await screen.findByText('KEST-1001', undefined, { timeout: 5_000 });
  return console;
};

/** The row of a verb in the help, and what can be done with it. */
const rowOf = (label: string) => {
  const row = within(screen.getByRole('dialog')).getByText(label, { selector: 'dt' }).parentElement;
  if (!row) throw new Error(`no ${label}`);
  return row;
};
const click = (row: HTMLElement, name: string | RegExp) =>
  act(async () => void fireEvent.click(within(row).getByRole('button', { name })));
const press = (row: HTMLElement, key: string, shiftKey = false) =>
  act(async () => void fireEvent.keyDown(within(row).getByRole('textbox'), { key, shiftKey }));
const help = async (label: string) => {
  const dialog = screen.queryByRole('dialog') ?? (await screen.findByRole('dialog', { name: 'Keys' }));
  expect(dialog).toBeTruthy();
  return rowOf(label);
};
const shut = () =>
  act(async () => void fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Close' })));

test('no two verbs of the queue have one key by default', async () => {
  await open();
  const clashes = keyboard.list().flatMap((one) => {
    const other = clashOf(keyboard.list(), one, one.keys);
    return other ? [`${one.scope} ${one.keys} · ${other.scope} ${other.keys}`] : [];
  });
  expect(clashes).toEqual([]);
});

test('a key is changed by pressing the new one; the verb moves there and is printed so everywhere', async () => {
  const console = await open();
  await console.press('?');
  const row = await help('Close');
  await click(row, /^e$/);
  await press(row, 'q');
  expect(within(row).getByRole('button').textContent).toContain('q');
  expect(document.activeElement).toBe(within(row).getByRole('button'));
  await shut();
  expect(screen.getByRole('button', { name: 'Close' }).getAttribute('aria-keyshortcuts')).toBe('q');
  await console.press('e');
  expect(screen.queryByRole('form')).toBe(null);
  await console.press('q');
  expect(await screen.findByRole('form')).toBeTruthy();
});

test('a key in use is refused by the name of what has it, and nothing changes', async () => {
  const console = await open();
  await console.press('?');
  const row = await help('Close');
  await click(row, /^e$/);
  await press(row, 'g');
  expect(within(row).getByRole('alert').textContent).toMatch(/^Taken by “Go to /);
  await press(row, 'f');
  expect(within(row).getByRole('alert').textContent).toBe('Taken by “Close as false positive”.');
  // On a German keyboard this is Shift and 7, and means the query.
  await act(
    async () => void fireEvent.keyDown(within(row).getByRole('textbox'), { key: '/', code: 'Digit7', shiftKey: true }),
  );
  expect(within(row).getByRole('alert').textContent).toBe('Taken by “Edit the query”.');
  await press(row, 'F2');
  expect(within(row).getByRole('alert').textContent).toBe('A letter, a digit or a sign, with or without Shift.');
  await press(row, ' ');
  expect(preferences().keys).toEqual({});
});

test('Escape leaves the change, not the help', async () => {
  const console = await open();
  await console.press('?');
  const row = await help('Close');
  await click(row, /^e$/);
  await press(row, 'Escape');
  expect(within(row).getByRole('button').textContent).toContain('e');
  expect(screen.getByRole('dialog', { name: 'Keys' })).toBeTruthy();
});

test('a key is switched off: it does nothing and is printed nowhere, until its default is given back', async () => {
  const console = await open();
  await console.press('?');
  const row = await help('Take');
  await click(row, /^i$/);
  await click(row, 'Switch off');
  expect(within(row).getByRole('button').textContent).toBe('off');
  await shut();
  expect(screen.getByRole('button', { name: 'Take' }).getAttribute('aria-keyshortcuts')).toBe(null);
  await console.press('i');
  expect(console.api.of('assignAlert')).toHaveLength(0);
  await console.press('?');
  const again = await help('Take');
  await click(again, 'off');
  await click(again, 'Default');
  await shut();
  await console.press('i');
  await waitFor(() => expect(console.api.of('assignAlert')).toHaveLength(1));
});

test('a default that something else took meanwhile is not given back alone, but all are together', async () => {
  setPreferences({ keys: { 'list j': 'q', 'list k': 'j' } });
  const console = await open();
  await console.press('?');
  const row = await help('Next row');
  await click(row, /^q$/);
  await click(row, 'Default');
  expect(within(row).getByRole('alert').textContent).toBe('Taken by “Previous row”.');
  await click(screen.getByRole('dialog'), 'Restore all defaults');
  expect(preferences().keys).toEqual({});
  expect(screen.queryByRole('button', { name: 'Restore all defaults' })).toBe(null);
});

test('a key moved elsewhere that is in the way here is told beside it', async () => {
  setPreferences({ keys: { 'global y': 'j' } });
  const console = await open();
  await console.press('?');
  expect((await help('Copy the address')).textContent).toContain('Taken by “Next row”.');
});

test('the way out cannot be changed', async () => {
  const console = await open();
  await console.press('?');
  expect(within(await help('Back, or clear the selection')).queryByRole('button')).toBe(null);
});

test('axe finds nothing, also while a key is changed', async () => {
  const console = await open();
  await console.press('?');
  const row = await help('Close');
  await click(row, /^e$/);
  await press(row, 'f');
  expect(await axeFaults()).toEqual([]);
});

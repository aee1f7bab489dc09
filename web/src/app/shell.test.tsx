import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alertWorld } from '../../test/alert-world.ts';
import { closeConsole, openConsole } from '../../test/console.tsx';
import { Refusal } from '../../test/fake-api.ts';
import { contact } from '../../test/samples.ts';
import { setViewport } from '../../test/viewport.ts';
import { preferences, setPreferences } from '../lib/preferences.ts';
import { forgetUndo } from '../lib/undo.ts';

beforeEach(() => {
  setViewport(1_440);
  // Without layout a menu's first entry cannot take the focus, and the library says so at length.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  closeConsole();
  vi.restoreAllMocks();
  forgetUndo();
  setPreferences({ theme: 'auto', density: 'compact', hasRail: true, hasSingleKeys: true });
});

const open = async (answers = {}, address = '/alerts') => {
  const console = await openConsole(address, { ...alertWorld(2).answers, ...answers });
  await screen.findByText('KEST-1001', undefined, { timeout: 5_000 });
  return console;
};
const rail = () =>
  within(screen.getByRole('navigation', { name: 'Sections' }))
    .getAllByRole('link')
    .map((link) => link.textContent);

test('the rail shows the sections that exist, and marks where the page is', async () => {
  await open();
  expect(rail()).toEqual(['Home', 'Triage', 'Exposure', 'Customers', 'Platform']);
  expect(screen.getByRole('link', { name: 'Triage' }).getAttribute('aria-current')).toBeTruthy();
});

test('what a role can never use is not there', async () => {
  await open({ getSession: contact });
  expect(rail()).not.toContain('Platform');
  expect(screen.queryByText(/sources/)).toBe(null);
});

test('the lens narrows every list and stands in the address', async () => {
  const { api } = await open();
  fireEvent.click(screen.getByRole('button', { name: /All customers/ }));
  fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: /Kestrel Logistics/ }));
  await waitFor(() => expect(api.of('listAlerts').some((asked) => asked.query.lens === 'kestrel')).toBe(true));
  expect(new URLSearchParams(location.search).get('lens')).toBe('kestrel');
});

test('the lens stays on the way to another page, and can be opened wide again', async () => {
  const { press } = await open({}, '/alerts?lens=kestrel');
  await press('3');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
  expect(new URLSearchParams(location.search).get('lens')).toBe('kestrel');
  fireEvent.click(screen.getByRole('button', { name: /Kestrel Logistics/ }));
  fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: /All customers/ }));
  await waitFor(() => expect(new URLSearchParams(location.search).get('lens')).toBe(null));
});

test('? lists the keys that work here, from the registry', async () => {
  const { press } = await open();
  await press('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keys' });
  expect(within(dialog).getByText('Close as false positive')).toBeTruthy();
  expect(within(dialog).getByText('Go to Findings')).toBeTruthy();
});

const palette = async () => {
  await act(async () => {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }),
    );
  });
  return screen.findByRole('combobox', { name: 'Search or run a command' });
};
const typed = (field: HTMLElement, text: string) =>
  act(async () => void fireEvent.change(field, { target: { value: text } }));

test('the palette runs what a key does', async () => {
  const { api } = await open();
  const field = await palette();
  await typed(field, 'take');
  await screen.findByRole('option', { name: /Take/ });
  await act(async () => void fireEvent.keyDown(field, { key: 'Enter' }));
  await waitFor(() => expect(api.of('assignAlert')).toHaveLength(1));
  expect(screen.queryByRole('combobox')).toBe(null);
});

test('the palette opens a number and searches for words', async () => {
  await open({ findAlertByNumber: { id: 'alr_1' } });
  const field = await palette();
  await typed(field, 'powershell');
  expect(await screen.findByRole('option', { name: 'Alerts with “powershell”' })).toBeTruthy();
  await typed(field, 'kest-1001');
  await screen.findByRole('option', { name: 'Open KEST-1001' });
  await act(async () => void fireEvent.keyDown(field, { key: 'Enter' }));
  await waitFor(() => expect(location.pathname).toBe('/a/KEST-1001'));
});

test('theme, density and rail have their keys', async () => {
  const { press } = await open();
  await press('\\');
  expect(preferences().density).toBe('default');
  await press('[');
  expect(preferences().hasRail).toBe(false);
  await act(async () => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '.', ctrlKey: true, bubbles: true }));
  });
  expect(preferences().theme).toBe('dark');
});

test('y copies the permalink of what is selected', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', {
    ...navigator,
    onLine: true,
    clipboard: { writeText: async (text: string) => void written.push(text) },
  });
  const { press } = await open();
  await press('y');
  await press('Shift+y');
  expect(written[0]).toMatch(/\/a\/KEST-1001$/);
  expect(written[1]).toContain('curl -sS');
  vi.unstubAllGlobals();
});

test('with nothing done z says so', async () => {
  const { press } = await open();
  await press('z');
  expect(await screen.findByText('Nothing left to undo.')).toBeTruthy();
});

test('g and a second key goes to a section', async () => {
  const { press } = await open({ listCustomers: { items: [] } });
  await press('g');
  await press('u');
  await waitFor(() => expect(location.pathname).toBe('/customers'));
});

test('the own password is changed, and a wrong present one is told at its field', async () => {
  const { api } = await open({ changePassword: new Refusal(401, 'session.refused', 'The present password is wrong.') });
  fireEvent.click(screen.getByRole('button', { name: /Account of/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Change password' }));
  fireEvent.change(await screen.findByLabelText('Current password'), { target: { value: 'old' } });
  fireEvent.change(screen.getByLabelText('New password'), { target: { value: 'a new long sentence' } });
  const submit = () => act(async () => void fireEvent.submit(screen.getByRole('button', { name: 'Change password' })));
  await submit();
  expect(await screen.findByText('The present password is wrong.')).toBeTruthy();
  api.answer('changePassword', undefined);
});

test('signing out ends the session and lands on the sign-in page', async () => {
  const { api } = await open({ logout: null });
  fireEvent.click(screen.getByRole('button', { name: /Account of/ }));
  await act(async () => void fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' })));
  await waitFor(() => expect(location.pathname).toBe('/login'));
  expect(api.of('logout')).toHaveLength(1);
});

test('an address that names nothing leads back to the alerts', async () => {
  await openConsole('/nowhere', alertWorld(1).answers);
  expect(await screen.findByRole('heading', { name: 'There is no such page' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Go to alerts' })).toBeTruthy();
});

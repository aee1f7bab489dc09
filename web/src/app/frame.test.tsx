import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeConsole, openConsole } from '../../test/console.tsx';
import { type Answers, Refusal } from '../../test/fake-api.ts';
import { connection, source } from '../../test/platform.ts';
import { admin, contact, kestrel } from '../../test/samples.ts';
import { live } from '../lib/live.ts';
import { setPreferences } from '../lib/preferences.ts';

beforeEach(() => {
  // Without layout a menu's first entry cannot take the focus, and the library says so at length.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  closeConsole();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  setPreferences({ theme: 'auto', density: 'compact', hasRail: true, hasSingleKeys: true });
});

const signedOut = new Refusal(401, 'session.missing', 'Sign in first.');
// The lightest page that asks for something.
const open = (more: Answers = {}, address = '/customers') =>
  openConsole(address, { listCustomers: { items: [] }, getSetup: { isNeeded: false, isTokenGood: false }, ...more });
const ready = () => screen.findByRole('heading', { name: 'Add the first customer' });

test('a session that ends while a page is open leads to signing in, and back to where it was', async () => {
  const { api, client } = await open({}, '/customers?lens=kestrel');
  await ready();
  api.answer('getSession', signedOut);
  api.answer('listCustomers', signedOut);
  await act(async () => client.invalidateQueries({ queryKey: ['listCustomers'] }));
  expect(await screen.findByRole('heading', { name: 'Sign in to Watchfloor' })).toBeTruthy();
  expect(new URLSearchParams(location.search).get('next')).toBe('/customers?lens=kestrel');
  api.answer('login', admin);
  api.answer('getSession', admin);
  api.answer('listCustomers', { items: [] });
  await act(async () => void fireEvent.submit(screen.getByRole('button', { name: 'Sign in' })));
  await ready();
  expect(location.pathname + location.search).toBe('/customers?lens=kestrel');
});

test('whoever signs in next sees nothing that the one before had read', async () => {
  const { api, client } = await open();
  await ready();
  client.setQueryData(['listAlerts', {}], { items: ['of somebody else'] });
  api.answer('logout', null);
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: /Account of/ })));
  api.answer('getSession', signedOut);
  await act(async () => void fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out', hidden: true })));
  await waitFor(() => expect(location.pathname).toBe('/login'));
  await waitFor(() => expect(client.getQueryData(['listAlerts', {}])).toBeUndefined());
});

test('a sign-out that the server does not hear is told, and the page stays', async () => {
  await open({ logout: new Refusal(503, 'database.unavailable', 'The database does not answer.') });
  await ready();
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: /Account of/ })));
  await act(async () => void fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out', hidden: true })));
  expect(await screen.findByText('The database does not answer.')).toBeTruthy();
  expect(location.pathname).toBe('/customers');
});

test('theme and row height are on screen at once, are ticked, and are kept', async () => {
  await open();
  await ready();
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: /Account of/ })));
  const choice = (name: string) => screen.getByRole('menuitemradio', { name, hidden: true });
  const root = document.documentElement;
  for (const [name, shown, value] of [
    ['Light', () => root.dataset.theme, 'light'],
    ['Dark', () => root.dataset.theme, 'dark'],
    ['Relaxed, 44 px', () => root.style.getPropertyValue('--row'), '44px'],
  ] as const) {
    await act(async () => void fireEvent.click(choice(name)));
    expect(shown()).toBe(value);
    expect(choice(name).getAttribute('aria-checked')).toBe('true');
  }
  expect(choice('Light').getAttribute('aria-checked')).toBe('false');
  expect(JSON.parse(localStorage.getItem('wf.preferences') ?? '{}')).toMatchObject({
    theme: 'dark',
    density: 'relaxed',
  });
});

test('without a network it is said that nothing can be changed, until it is back', async () => {
  await open();
  await ready();
  const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  await act(async () => void dispatchEvent(new Event('offline')));
  expect(screen.getByText(/No network. What you see may be old/).closest('[role=status]')).toBeTruthy();
  onLine.mockReturnValue(true);
  await act(async () => void dispatchEvent(new Event('online')));
  expect(screen.queryByText(/No network/)).toBeNull();
});

test('live updates that stopped are told, since what is seen may be old', async () => {
  const { stream } = await open();
  await ready();
  await act(async () => stream()?.onerror?.());
  expect(screen.getByText(/Live updates stopped/)).toBeTruthy();
  await act(async () => stream()?.onopen?.());
  expect(screen.queryByText(/Live updates stopped/)).toBeNull();
  expect(live.state()).toBe('open');
});

const bar = () => within(screen.getByRole('banner'));

test.each([
  ['all answer', [source(), source({ id: 'src_2' })], '2 of 2 sources', 'dot'],
  ['one fails', [source(), source({ id: 'src_2', lastError: 'refused' })], '1 of 2 sources', 'dot is-bad'],
  [
    'one is quiet',
    [source(), source({ id: 'src_2', quiet: { forS: 32_400, usualS: 1_200 } })],
    '1 of 2 sources',
    'dot is-bad',
  ],
  ['all are paused', [source({ lastError: 'old', isEnabled: false })], 'no sources', 'dot is-unknown'],
  ['none is there', [], 'no sources', 'dot is-unknown'],
] as const)('the bar counts sources: %s', async (_case, sources, words, dot) => {
  await open({ listConnections: { items: [connection({ sources: [...sources] })] } });
  const link = (await bar().findByText(words)).closest('a');
  expect(link?.querySelector('.dot')?.className).toBe(dot);
  expect(link?.getAttribute('href')).toBe('/platform/health');
});

test('a paused connection is nobody’s trouble', async () => {
  await open({
    listConnections: { items: [connection({ isEnabled: false, sources: [source({ lastError: 'refused' })] })] },
  });
  expect(await bar().findByText('no sources')).toBeTruthy();
});

test('sources that could not be asked for are not called good', async () => {
  await open({ listConnections: new Refusal(503, 'database.unavailable', 'The database does not answer.') });
  const words = await bar().findByText('sources not known');
  expect(words.closest('a')?.querySelector('.dot')?.className).toBe('dot is-unknown');
});

test('who may not see connections is told nothing of sources, and they are not asked for', async () => {
  const { api } = await open({ getSession: contact });
  await bar().findByText(/Berlin/);
  expect(api.of('listConnections')).toEqual([]);
});

test('the bar shows the time in UTC and in the zone of the person, by its city', async () => {
  await open({ getSession: { ...admin, timeZone: 'America/New_York' } });
  expect((await bar().findByRole('timer')).textContent).toMatch(/^\d\d:\d\d:\d\d UTC\d\d:\d\d New York$/);
});

test.each(['UTC', 'Etc/UTC', 'Mars/Olympus'])(
  'to somebody whose zone is %s the bar tells the time once',
  async (timeZone) => {
    await open({ getSession: { ...admin, timeZone } });
    expect((await bar().findByRole('timer')).textContent).toMatch(/^\d\d:\d\d:\d\d UTC$/);
  },
);

const lens = () => bar().getByRole('button', { name: /Customers shown/ });

test('several customers are chosen one after the other, and the bar names them by their marks', async () => {
  const { search } = await open();
  await ready();
  await act(async () => void fireEvent.click(lens()));
  for (const name of [/Kestrel/, /Aurora/])
    await act(async () => void fireEvent.click(screen.getByRole('menuitemcheckbox', { name, hidden: true })));
  await waitFor(() => expect(search().lens?.split(',').sort()).toEqual(['aurora', 'kestrel']));
  expect(lens().textContent).toContain('AURO, KEST');
  await act(async () => void fireEvent.click(screen.getByRole('menuitemcheckbox', { name: /Kestrel/, hidden: true })));
  await waitFor(() => expect(search().lens).toBe('aurora'));
  expect(lens().textContent).toContain('Aurora Water');
});

test('a customer outside the scope in the address is dropped, not shown as empty', async () => {
  await open({ getSession: { ...admin, customers: [kestrel], seesAllCustomers: false } }, '/customers?lens=aurora');
  await ready();
  expect(lens().textContent).toContain('All customers');
});

test('another lens lets go of what was selected: it may not be inside', async () => {
  const { search } = await open({}, '/customers?sel=cus_3');
  await ready();
  await act(async () => void fireEvent.click(lens()));
  await act(async () => void fireEvent.click(screen.getByRole('menuitemcheckbox', { name: /Kestrel/, hidden: true })));
  await waitFor(() => expect(search()).toEqual({ lens: 'kestrel' }));
});

const key = (place: Element, name: string, init: KeyboardEventInit = {}) =>
  act(async () => void fireEvent.keyDown(place, { key: name, ...init }));
const palette = async () => {
  await act(async () => void fireEvent.click(bar().getByRole('button', { name: /Search or run/ })));
  const field = await screen.findByRole('combobox');
  await screen.findAllByRole('option');
  return field;
};
const chosen = () => screen.getAllByRole('option').filter((one) => one.getAttribute('aria-selected') === 'true');

test('arrows walk the palette and stop at its ends; the field says which entry is meant', async () => {
  await open();
  await ready();
  const field = await palette();
  const all = screen.getAllByRole('option');
  await key(field, 'ArrowUp');
  expect(chosen()).toEqual([all[0]]);
  await key(field, 'ArrowDown');
  expect(chosen()).toEqual([all[1]]);
  expect(field.getAttribute('aria-activedescendant')).toBe(all[1]?.id);
  for (const _ of all) await key(field, 'ArrowDown');
  expect(chosen()).toEqual([all.at(-1)]);
});

test('other words begin at the top again, and words that find nothing say so', async () => {
  await open({ getSession: { ...admin, permissions: ['customer:read'] } });
  await ready();
  const field = await palette();
  await key(field, 'ArrowDown');
  await act(async () => void fireEvent.change(field, { target: { value: 'theme' } }));
  expect(chosen()).toHaveLength(1);
  expect(chosen()[0]?.textContent).toContain('Next theme');
  await act(async () => void fireEvent.change(field, { target: { value: 'zzzz' } }));
  expect(screen.queryAllByRole('option')).toEqual([]);
  expect(screen.getByText('Nothing matches.')).toBeTruthy();
  await key(field, 'Enter');
  expect(screen.getByRole('combobox')).toBe(field);
});

test('a customer is chosen in the palette by name', async () => {
  const { search } = await open();
  await ready();
  const field = await palette();
  await act(async () => void fireEvent.change(field, { target: { value: 'kestrel' } }));
  await key(field, 'Enter');
  await waitFor(() => expect(search().lens).toBe('kestrel'));
  expect(screen.queryByRole('combobox')).toBeNull();
});

test('a press beside the palette closes it, one inside does not', async () => {
  await open();
  await ready();
  const field = await palette();
  const box = field.closest('dialog') ?? document.body;
  await act(async () => void fireEvent.click(field));
  expect(screen.getByRole('combobox')).toBe(field);
  await act(async () => void fireEvent.click(box));
  expect(screen.queryByRole('combobox')).toBeNull();
});

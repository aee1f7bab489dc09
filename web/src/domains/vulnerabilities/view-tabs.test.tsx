import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { SavedView } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../../test/findings.ts';

afterEach(closeConsole);

const view = (part: Partial<SavedView> = {}): SavedView => ({
  id: 'viw_1',
  screen: 'findings',
  slug: 'critical',
  name: 'Critical',
  state: { q: 'severity:critical', by: 'asset' },
  ...part,
});
const open = (address: string, views: SavedView[] = [view()], more: Answers = {}) =>
  openConsole(address, {
    countFindings: counts(),
    getFinding: finding(),
    listFindingGroups: page([group()]),
    listFindings: page([row()]),
    listViews: { items: views },
    saveView: view(),
    deleteView: {},
    ...more,
  });
const bar = () => screen.findByRole('navigation', { name: 'Pages and views' });
const on = async () =>
  within(await bar())
    .getAllByRole('link')
    .filter((link) => link.getAttribute('aria-current') !== null && link.textContent !== 'Findings')
    .map((link) => `${link.textContent}${within(link).queryByRole('img', { name: 'modified' }) ? ' ●' : ''}`);
const buttons = async () =>
  within(await bar())
    .queryAllByRole('button')
    .map((one) => one.textContent);
const click = async (name: string) => {
  const place = await bar();
  await act(async () => fireEvent.click(within(place).getByRole('button', { name })));
};
const ready = () => screen.findByRole('link', { name: /^Critical/ });

test('a saved view is opened with its name in the address, and nothing of it is modified', async () => {
  const { search } = await open('/findings');
  await act(async () => fireEvent.click(await ready()));
  await waitFor(() => expect(search()).toEqual({ q: 'severity:critical', by: 'asset', view: 'critical' }));
  expect(await on()).toEqual(['Critical']);
  expect(await buttons()).toEqual(['Delete view']);
});

test('an edited view keeps its tab, with a dot, and can be saved, saved as another, or taken back', async () => {
  const { search } = await open('/findings?q=severity:critical+package:curl&by=asset&view=critical');
  await ready();
  expect(await on()).toEqual(['Critical ●']);
  expect(await buttons()).toEqual(['Save', 'Save view', 'Revert']);
  await click('Revert');
  await waitFor(() => expect(search()).toEqual({ q: 'severity:critical', by: 'asset', view: 'critical' }));
  expect(await on()).toEqual(['Critical']);
});

test('another grouping is an edit of the view as well', async () => {
  const { press, search } = await open('/findings?q=severity:critical&by=asset&view=critical');
  await ready();
  await press('b');
  await waitFor(() => expect(search()).toEqual({ q: 'severity:critical', by: 'all', view: 'critical' }));
  expect(await on()).toEqual(['Critical ●']);
});

test('saving an edited view writes over it under its own name', async () => {
  const { api } = await open('/findings?q=severity:high&by=cve&view=critical');
  await ready();
  await click('Save');
  await waitFor(() =>
    expect(api.of('saveView')[0]?.body).toMatchObject({ name: 'Critical', state: { q: 'severity:high', by: 'cve' } }),
  );
  expect(await screen.findByText('View Critical saved.')).toBeTruthy();
});

test('the plain layouts are modified by a query of one’s own, and go back to what is open', async () => {
  const { search } = await open('/findings?q=package:curl&by=cve', []);
  await screen.findByRole('link', { name: /By CVE/ });
  expect(await on()).toEqual(['By CVE ●']);
  await click('Revert');
  await waitFor(() => expect(search()).toEqual({ by: 'cve' }));
  expect(await on()).toEqual(['By CVE']);
});

test('a layout leaves the saved view and takes its query along', async () => {
  const { press, search } = await open('/findings?q=severity:critical&by=asset&view=critical');
  await ready();
  await press('2');
  await waitFor(() => expect(search()).toEqual({ q: 'severity:critical', by: 'cve' }));
  expect(await on()).toEqual(['By CVE ●']);
});

test('a digit opens a saved view', async () => {
  const { press, search } = await open('/findings');
  await ready();
  await press('5');
  await waitFor(() => expect(search()).toEqual({ q: 'severity:critical', by: 'asset', view: 'critical' }));
});

test('a deleted view leaves its state on the screen', async () => {
  const { api, search } = await open('/findings?q=severity:critical&by=asset&view=critical');
  await ready();
  api.answer('listViews', { items: [] });
  await click('Delete view');
  expect(await screen.findByText('View Critical deleted.')).toBeTruthy();
  await waitFor(() => expect(search()).toEqual({ q: 'severity:critical', by: 'asset' }));
  await waitFor(async () => expect(await on()).toEqual(['By asset ●']));
});

test('a view that could not be written over is told, and does not stand as an error at the next name', async () => {
  await open('/findings?q=severity:high&by=cve&view=critical', [view()], {
    saveView: new Refusal(503, 'database.unavailable', 'The database does not answer.'),
  });
  await ready();
  await click('Save');
  expect(await screen.findByText('The database does not answer.')).toBeTruthy();
  await click('Save view');
  expect((await screen.findByLabelText('Name of the view')).getAttribute('aria-invalid')).toBeNull();
});

test('a name that is refused is told at the field, which stays', async () => {
  await open('/findings?q=severity:critical', [], {
    saveView: new Refusal(400, 'request.invalid', 'Wrong.', [{ pointer: '/name', message: 'At most 64 characters.' }]),
  });
  await click('Save view');
  const field = await screen.findByLabelText('Name of the view');
  await act(async () => fireEvent.change(field, { target: { value: 'Critical' } }));
  await act(async () => fireEvent.submit(field));
  expect(await screen.findByText('At most 64 characters.')).toBeTruthy();
  expect(screen.getByLabelText('Name of the view').getAttribute('aria-invalid')).toBe('true');
});

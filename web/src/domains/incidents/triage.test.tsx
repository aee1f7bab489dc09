import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rowOf } from '../../../test/alert-samples.ts';
import { alertWorld } from '../../../test/alert-world.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Asked, Refusal } from '../../../test/fake-api.ts';
import { reader } from '../../../test/samples.ts';
import { setViewport } from '../../../test/viewport.ts';
import { forgetUndo } from '../../lib/undo.ts';

// Whole pages are drawn here; a busy machine may take its time.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => setViewport(1_440));
afterEach(() => {
  closeConsole();
  forgetUndo();
});

async function queue(total = 3, change: Parameters<typeof alertWorld>[1] = {}, address = '/alerts') {
  const world = alertWorld(total, change);
  const console = await openConsole(address, world.answers);
  await screen.findByText('KEST-1001', undefined, { timeout: 5_000 });
  let keys = 0;
  const press = async (...names: string[]) => {
    for (const name of names) {
      keys += 1;
      await console.press(name);
    }
  };
  const titles = () =>
    within(screen.getByRole('grid'))
      .getAllByRole('row')
      .slice(1)
      .map((row) => /\d+$/.exec(row.querySelector('[title^="Something"]')?.textContent ?? '')?.[0]);
  const selected = () => screen.getByRole('grid').querySelector('.on')?.textContent ?? '';
  return { ...world, ...console, press, titles, selected, keys: () => keys };
}

test('the first alert is selected and its pane answers before any key', async () => {
  await queue();
  expect(await screen.findByText('41 open findings, 1 with a known exploit')).toBeTruthy();
  expect(screen.getByText('never judged here')).toBeTruthy();
  expect(screen.getAllByText('powershell.exe').length).toBeGreaterThan(0);
});

test('an alert is judged, closed and left in four keys, and the next one is there', async () => {
  const { press, keys, api, titles, selected } = await queue();
  await press('e', '3', '1', 'Enter');
  expect(keys()).toBe(4);
  await waitFor(() => expect(api.of('closeAlert')).toHaveLength(1));
  expect(api.of('closeAlert')[0]?.body).toEqual({ verdict: 'false_positive', reason: 'known_tool' });
  expect(titles()).toEqual(['2', '3']);
  expect(selected()).toContain('Something happened 2');
  expect(await screen.findByText('KEST-1001 closed as false positive.')).toBeTruthy();
});

test('z takes the closing back and the row stands where it was', async () => {
  const { press, undone, titles } = await queue();
  await press('e', '3', '1', 'Enter');
  await screen.findByText('KEST-1001 closed as false positive.');
  await press('z');
  await waitFor(() => expect(titles()).toEqual(['1', '2', '3']));
  expect(undone).toEqual(['opr_1']);
});

test('a false positive without its reason is not closed, and the bar says why', async () => {
  const { press, api } = await queue();
  await press('e', '3', 'Enter');
  expect(screen.getByText('A false positive needs a reason: press its digit.')).toBeTruthy();
  expect(api.of('closeAlert')).toHaveLength(0);
});

test('f is the short way to a false positive, Escape leaves everything as it is', async () => {
  const { press, api, titles } = await queue();
  await press('f', 'Escape');
  expect(screen.queryByRole('form')).toBe(null);
  await press('f', '2', 'Enter');
  await waitFor(() =>
    expect(api.of('closeAlert')[0]?.body).toEqual({ verdict: 'false_positive', reason: 'admin_work' }),
  );
  expect(titles()).toEqual(['2', '3']);
});

test('the digits switch views again once the bar is gone', async () => {
  const { press } = await queue();
  await press('e', 'Escape', '3');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
});

test('a refused closing brings the row back and tells the reason in its own words', async () => {
  const { press, api, titles } = await queue();
  api.answer('closeAlert', new Refusal(409, 'alert.already_closed', 'Mara closed it a moment ago.'));
  await press('e', '1', 'Enter');
  expect(await screen.findByText('Mara closed it a moment ago.')).toBeTruthy();
  expect(titles()).toEqual(['1', '2', '3']);
});

test('taking an alert shows whose it is at once and does not move it', async () => {
  const { press, api, titles } = await queue();
  await press('i');
  await waitFor(() => expect(api.of('assignAlert')[0]?.body).toEqual({ assignee: 'me' }));
  expect(titles()).toEqual(['1', '2', '3']);
  expect(screen.getByText('yours')).toBeTruthy();
});

test('an alert is given away by a part of the name', async () => {
  const { press, api } = await queue();
  await press('a');
  const input = screen.getByRole('combobox', { name: 'Assign to' });
  await screen.findByRole('option', { name: 'mara.kent' });
  await act(async () => void fireEvent.change(input, { target: { value: 'kent' } }));
  await act(async () => void fireEvent.keyDown(input, { key: 'Enter' }));
  await waitFor(() => expect(api.of('assignAlert')[0]?.body).toEqual({ assignee: 'usr_2' }));
});

test('x picks, and the verb is for all that are picked as one operation', async () => {
  const { press, api, titles } = await queue();
  await press('x', 'j', 'x', 'e', '3', '1', 'Enter');
  await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(1));
  expect(api.of('changeAlerts')[0]?.body).toEqual({
    select: { ids: ['alr_1', 'alr_2'] },
    action: { kind: 'close', verdict: 'false_positive', reason: 'known_tool' },
  });
  expect(titles()).toEqual(['3']);
});

test('a bar that is open for one alert is gone when another is selected', async () => {
  const { press, api } = await queue();
  await press('e', '1', 'j');
  expect(screen.queryByRole('form')).toBe(null);
  await press('Enter');
  expect(api.of('closeAlert')).toHaveLength(0);
});

test('Shift+j picks on the way', async () => {
  const { press } = await queue();
  await press('Shift+j', 'Shift+j');
  expect(screen.getByText('3 selected')).toBeTruthy();
  await press('Escape');
  expect(screen.queryByText('3 selected')).toBe(null);
});

test('a storm is closed in six keys with one question that spells the number, and undone in one more', async () => {
  const { press, keys, api, titles, undone } = await queue(1_500);
  await press('Shift+x', 'Shift+x', 'e', '3', '1');
  expect(screen.getByText(/This closes 1,500 alerts/)).toBeTruthy();
  await press('Enter');
  expect(keys()).toBe(6);
  await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(1));
  expect(api.of('changeAlerts')[0]?.body).toEqual({
    select: { q: 'status:open is:unassigned', lastSeenUntil: '2026-11-24T12:04:16.000Z' },
    action: { kind: 'close', verdict: 'false_positive', reason: 'known_tool' },
  });
  await screen.findByText('1,500 alerts closed as false positive.');
  await press('z');
  expect(keys()).toBe(7);
  await waitFor(() => expect(titles().slice(0, 2)).toEqual(['1', '2']));
  expect(undone).toEqual(['opr_1']);
});

test('a closed alert offers reopening instead of closing', async () => {
  const closed = { status: 'closed' as const, verdict: 'true_positive' as const, closedAt: '2026-11-24T12:01:00.000Z' };
  const world = alertWorld(1, closed);
  const { press, api } = await openConsole('/a/KEST-1001', { ...world.answers, findAlertByNumber: { id: 'alr_1' } });
  expect(await screen.findByRole('button', { name: 'Reopen' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Close' })).toBe(null);
  await press('e');
  expect(screen.queryByRole('form')).toBe(null);
  await press('u');
  await waitFor(() => expect(api.of('reopenAlert')).toHaveLength(1));
});

test('who may only read has no verbs, by key or by button, not even until the alert is read', async () => {
  const world = alertWorld(2);
  const getAlert = () => new Promise(() => undefined);
  const console = await openConsole('/alerts', { ...world.answers, getAlert, getSession: reader });
  await screen.findByText('Your role may read alerts, not change them.');
  expect(screen.queryByRole('button', { name: /^(Close|Take|Assign)/ })).toBe(null);
  await console.press('e');
  await console.press('i');
  expect(screen.queryByRole('form')).toBe(null);
  expect(console.api.of('assignAlert')).toHaveLength(0);
});

test('Shift+z does again what z took back, for the same alerts, and z takes that back too', async () => {
  const { press, api, titles, undone } = await queue();
  await press('x', 'j', 'x', 'e', '3', '1', 'Enter');
  await screen.findByText('2 alerts closed as false positive.');
  await press('z');
  await screen.findByText('Undone: 3 alerts.');
  await press('Shift+z');
  await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(2));
  const [first, second] = api.of('changeAlerts').map((asked) => asked.body);
  expect(second).toEqual(first);
  expect(titles()).toEqual(['3']);
  await screen.findByText('2 alerts closed as false positive.');
  await press('z');
  await waitFor(() => expect(undone).toHaveLength(2));
  await waitFor(() => expect(titles()).toEqual(['1', '2', '3']));
});

test('with nothing taken back Shift+z says so', async () => {
  const { press } = await queue();
  await press('Shift+z');
  expect(await screen.findByText('Nothing left to redo.')).toBeTruthy();
});

test('an alert that was closed is not shown as open for a moment when its view is shown again', async () => {
  const { press, titles, api, answers } = await queue(3, {}, '/alerts/v/unassigned');
  await press('e', '1', 'Enter');
  await screen.findByText('KEST-1001 closed as true positive.');
  await press('3');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
  await waitFor(() => expect(titles()).toEqual(['2', '3']));
  let answer: () => void = () => undefined;
  const held = new Promise<void>((done) => (answer = done));
  const page = answers.listAlerts as (asked: Asked) => unknown;
  api.answer('listAlerts', (asked: Asked) => held.then(() => page(asked)));
  await press('2');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/unassigned'));
  expect(screen.queryByText('Something happened 1')).toBe(null);
  await act(async () => answer());
  await waitFor(() => expect(titles()).toEqual(['2', '3']));
});

test('what came while another view was shown is among the rows when the first is shown again', async () => {
  const { press, titles, rows } = await queue(3, {}, '/alerts/v/unassigned');
  await press('3');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
  rows.unshift(rowOf(9, { lastSeenAt: '2026-11-24T13:00:00.000Z' }));
  await press('2');
  await waitFor(() => expect(titles()).toEqual(['9', '1', '2', '3']));
});

test('z in another view brings the row back there too', async () => {
  const { press, titles } = await queue(3, {}, '/alerts/v/unassigned');
  await press('e', '1', 'Enter');
  await screen.findByText('KEST-1001 closed as true positive.');
  await press('3');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
  await waitFor(() => expect(titles()).toEqual(['2', '3']));
  await press('z');
  await screen.findByText('Undone: 3 alerts.');
  await waitFor(() => expect(titles()).toEqual(['1', '2', '3']));
});

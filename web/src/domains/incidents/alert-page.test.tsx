import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alertOf, rowOf } from '../../../test/alert-samples.ts';
import { alertWorld } from '../../../test/alert-world.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { Refusal } from '../../../test/fake-api.ts';
import { admin } from '../../../test/samples.ts';
import { setViewport } from '../../../test/viewport.ts';

// Whole pages are drawn here; a busy machine may take its time.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => {
  setViewport(1_440);
  sessionStorage.clear();
});
afterEach(closeConsole);

const open = async (address: string, answers = {}) => {
  const { answers: world } = alertWorld(3);
  const byNumber = (asked: { params: { number?: string } }) => ({
    id: `alr_${Number(asked.params.number?.slice(-1))}`,
  });
  return openConsole(address, { ...world, findAlertByNumber: byNumber, ...answers });
};
const atPage = (number: string) => waitFor(() => expect(location.pathname).toBe(`/a/${number}`));
const back = () => screen.findByRole('link', { name: /Back to the queue/ });
const search = () => Object.fromEntries(new URLSearchParams(location.search));

test.each([
  ['the key', async (press: (keys: string) => Promise<void>) => press('Escape')],
  ['the link', async () => act(async () => void fireEvent.click(await back()))],
])(
  '%s leads back to the view that the page was opened from, with its edits and the alert selected',
  async (_, leave) => {
    const { press } = await open('/alerts/v/open?q=host:ws-042&sort=newest&lens=kestrel');
    await screen.findByText('KEST-1001');
    await press('j');
    await press('Enter');
    await atPage('KEST-1002');
    await back();
    await leave(press);
    await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
    expect(search()).toEqual({ q: 'host:ws-042', sort: 'newest', lens: 'kestrel', sel: 'alr_2' });
    expect(await screen.findByText('KEST-1002')).toBeTruthy();
  },
);

test('by way of a related alert the way back still leads to the queue', async () => {
  const related = { ...rowOf(3), why: 'host' as const };
  const { press } = await open('/alerts/v/open', {
    getAlert: (asked: { params: { alertId?: string } }) =>
      alertOf(rowOf(Number(asked.params.alertId?.slice(4))), {
        related: [
          {
            id: related.id,
            number: related.number,
            title: 'A relative',
            severity: 'high',
            assetName: null,
            lastSeenAt: related.lastSeenAt,
            why: 'host',
          },
        ],
      }),
  });
  await screen.findByText('KEST-1001');
  await press('Enter');
  await atPage('KEST-1001');
  fireEvent.click(await screen.findByRole('link', { name: /A relative/ }));
  await atPage('KEST-1003');
  await back();
  await press('Escape');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
});

test('after a reload the way back is the same', async () => {
  await open('/alerts/v/mine');
  await waitFor(() => expect(sessionStorage.getItem('wf.back/alerts')).toContain('mine'));
  await open('/a/KEST-1001');
  expect((await back()).getAttribute('href')).toMatch(/^\/alerts\/v\/mine/);
});

test('where somebody else was is not shown to the next person', async () => {
  await open('/alerts/v/mine?q=host:theirs');
  await waitFor(() => expect(sessionStorage.getItem('wf.back/alerts')).toContain('theirs'));
  await open('/a/KEST-1001', { getSession: { ...admin, id: 'usr_9' } });
  expect((await back()).getAttribute('href')).not.toContain('theirs');
});

test('a page opened by its address alone leads to the queue as it opens by itself', async () => {
  const { press } = await open('/a/KEST-1001');
  await back();
  await press('Escape');
  await waitFor(() => expect(location.pathname).toBe('/alerts'));
});

test('an alert that cannot be found says so and still has the way back', async () => {
  await open('/a/KEST-9', { findAlertByNumber: new Refusal(404, 'alert.not_found', 'There is no such alert.') });
  expect(await screen.findByText('There is no such alert.')).toBeTruthy();
  expect(await back()).toBeTruthy();
});

test('Escape in the open question leaves the question, not the page', async () => {
  const { press } = await open('/a/KEST-1001');
  await screen.findByRole('button', { name: 'Close' });
  await press('e');
  await screen.findByRole('form');
  await press('Escape');
  expect(screen.queryByRole('form')).toBe(null);
  expect(location.pathname).toBe('/a/KEST-1001');
});

test('a value of the event that the queue knows opens the queue with it', async () => {
  const { press, api } = await open('/a/KEST-1001');
  await screen.findByText('agent.name');
  await press('ArrowDown');
  await press('ArrowDown');
  await press('+');
  await waitFor(() => expect(location.pathname).toBe('/alerts'));
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query.q).toBe('host:ws-042'));
});

test('what somebody else does to the alert shows at once', async () => {
  const world = alertWorld(1);
  const { emit } = await openConsole('/a/KEST-1001', { ...world.answers, findAlertByNumber: { id: 'alr_1' } });
  await screen.findByText("nobody's");
  const [row] = world.rows;
  if (row) row.assignee = { id: 'usr_2', name: 'mara.kent' };
  await emit('alerts', { ids: ['alr_1'] });
  expect(await screen.findByText("mara.kent's")).toBeTruthy();
});

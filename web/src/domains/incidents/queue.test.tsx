import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rowOf } from '../../../test/alert-samples.ts';
import { alertWorld } from '../../../test/alert-world.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { setViewport } from '../../../test/viewport.ts';
import { setPreferences } from '../../lib/preferences.ts';

// Whole pages are drawn here; a busy machine may take its time.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => setViewport(1_440));
afterEach(() => {
  closeConsole();
  vi.useRealTimers();
});

const ready = () => screen.findByText('KEST-1001', undefined, { timeout: 5_000 });
const open = async (address = '/alerts', answers: Answers = {}, total = 3) => {
  const world = alertWorld(total);
  return { ...(await openConsole(address, { ...world.answers, ...answers })), rows: world.rows };
};

test('without more in the address the unassigned alerts are shown', async () => {
  const { api } = await open();
  await ready();
  expect(api.of('listAlerts')[0]?.query).toMatchObject({ q: 'status:open is:unassigned', sort: 'severity' });
  expect(screen.getByRole('link', { name: /Unassigned/ }).getAttribute('aria-current')).toBe('true');
});

test('the address holds the whole state and gives it back', async () => {
  const { api } = await open('/alerts?q=severity:>=high+host:ws-*&sort=newest&lens=kestrel');
  await ready();
  expect(api.of('listAlerts')[0]?.query).toMatchObject({
    q: 'severity:>=high host:ws-*',
    sort: 'newest',
    lens: 'kestrel',
  });
  expect(screen.getByText('sort: newest')).toBeTruthy();
});

test('the selected alert stands in the address once the walk rests', async () => {
  const { press } = await open();
  await ready();
  await press('j');
  await waitFor(() => expect(new URLSearchParams(location.search).get('sel')).toBe('alr_2'));
  expect(await screen.findByText('KEST-1002')).toBeTruthy();
});

test('a filter writes its token into the query, and the view is marked as changed', async () => {
  const { api } = await open();
  await ready();
  fireEvent.click(await screen.findByRole('checkbox', { name: /Critical/ }));
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query.q).toBe('status:open is:unassigned severity:critical'));
  expect(await screen.findByRole('button', { name: 'Save as' })).toBeTruthy();
});

test('shifted digits set the least severity', async () => {
  const { press, api } = await open('/alerts/v/open');
  await ready();
  await act(async () => {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: '"', code: 'Digit2', shiftKey: true, bubbles: true }),
    );
  });
  await waitFor(() =>
    expect(api.of('listAlerts').some((asked) => asked.query.q === '-status:closed severity:>=high')).toBe(true),
  );
  await press('z');
});

test('a changed built-in view is saved under a name and opened', async () => {
  const view = {
    id: 'viw_1',
    screen: 'alerts',
    slug: 'late',
    name: 'Late',
    state: { q: 'host:a', sort: 'severity' },
  };
  const { api } = await open('/alerts?q=host:a', { saveView: view });
  await ready();
  fireEvent.click(screen.getByRole('button', { name: 'Save as' }));
  api.answer('listViews', { items: [view] });
  fireEvent.change(screen.getByLabelText('Name of the view'), { target: { value: 'Late' } });
  await act(async () => void fireEvent.submit(screen.getByLabelText('Name of the view')));
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/late'));
  expect(api.of('saveView')[0]?.body).toEqual({
    screen: 'alerts',
    name: 'Late',
    state: { q: 'host:a', sort: 'severity' },
  });
  expect(await screen.findByRole('button', { name: 'Delete view' })).toBeTruthy();
});

test('further pages come as the rows are walked, with the cursor of the page before', async () => {
  const { api } = await open('/alerts', {}, 250);
  await ready();
  const grid = screen.getByRole('grid');
  expect(api.of('listAlerts').some((asked) => asked.query.cursor !== undefined)).toBe(false);
  grid.scrollTop = 2_600;
  await act(async () => void fireEvent.scroll(grid));
  await waitFor(() => expect(api.of('listAlerts').some((asked) => asked.query.cursor === '100')).toBe(true));
});

test('a queue whose cursor is no longer taken is read anew from its first page', async () => {
  const { api } = await open('/alerts', {}, 250);
  await ready();
  api.answer('listAlerts', ({ query }: Asked) =>
    query.cursor
      ? new Refusal(400, 'cursor.invalid', 'Start from the first page.')
      : { items: [rowOf(501), rowOf(502)], nextCursor: null },
  );
  const grid = screen.getByRole('grid');
  grid.scrollTop = 2_600;
  await act(async () => void fireEvent.scroll(grid));
  const pages = () => api.of('listAlerts').filter((asked) => asked.query.limit === '100');
  await waitFor(() => expect(pages().map((asked) => asked.query.cursor)).toEqual([undefined, '100', undefined]));
  grid.scrollTop = 0;
  await act(async () => void fireEvent.scroll(grid));
  await within(grid).findByText('Something happened 501');
  expect(within(grid).queryByText('Something happened 1')).toBe(null);
});

test('new alerts wait in the footer and move no row until n lets them in', async () => {
  const { emit, press, rows } = await open();
  await ready();
  const titles = () =>
    within(screen.getByRole('grid'))
      .getAllByRole('row')
      .map((row) => row.textContent);
  const before = titles();
  rows.unshift(rowOf(9, { lastSeenAt: '2026-11-24T13:00:00.000Z' }));
  await emit('alerts', { ids: ['alr_9'] });
  const fresh = await screen.findByRole('button', { name: '1 new ↑' }, { timeout: 6_000 });
  expect(titles()).toEqual(before);
  expect(fresh).toBeTruthy();
  await press('n');
  await waitFor(() => expect(titles()[1]).toContain('Something happened 9'));
  expect(screen.queryByRole('button', { name: '1 new ↑' })).toBe(null);
  // What was let in is what comes next.
  await waitFor(() => expect(new URLSearchParams(location.search).get('sel')).toBe('alr_9'));
});

test('a view that is not there is not taken for all alerts', async () => {
  const { api } = await open('/alerts/v/somebody-elses');
  expect(await screen.findByRole('heading', { name: 'There is no such page' })).toBeTruthy();
  expect(screen.queryByRole('grid')).toBe(null);
  expect(api.of('countAlerts').filter((asked) => !asked.query.q)).toEqual([]);
  await act(async () => void fireEvent.click(screen.getByRole('link', { name: 'Go to the queue' })));
  await ready();
});

test('an empty queue fills by itself: no row stands there to be moved', async () => {
  const { emit, rows } = await open('/alerts', {}, 0);
  await screen.findByText('No alerts yet');
  rows.unshift(rowOf(9, { lastSeenAt: '2026-11-24T13:00:00.000Z' }));
  await emit('alerts', { ids: ['alr_9'] });
  expect((await screen.findAllByText('Something happened 9', undefined, { timeout: 6_000 })).length).toBeGreaterThan(0);
  expect(screen.queryByRole('button', { name: '1 new ↑' })).toBe(null);
});

test('while the demo is loaded an empty queue says so and how far it is', async () => {
  const at = '2026-11-24T12:04:16.000Z';
  const run = {
    ...{ id: 'run_1', job: 'demo-load', trigger: 'system', state: 'running', phase: 'alerts', percent: 40 },
    ...{ stats: {}, error: null, log: [], canCancel: true, createdAt: at, startedAt: at, endedAt: null },
  };
  await open('/alerts', { listRuns: { items: [run], nextCursor: null } }, 0);
  await screen.findByText('The demo is loading: 40 %');
  expect(screen.queryByText('No alerts yet')).toBe(null);
});

test('what somebody else did to a row shows in its place', async () => {
  const { emit, rows } = await open();
  await ready();
  const second = rows[1];
  if (!second) throw new Error('no row');
  second.assignee = { id: 'usr_2', name: 'mara.kent' };
  await emit('alerts', { ids: [second.id] });
  expect(await screen.findByText('MK')).toBeTruthy();
  expect(within(screen.getByRole('grid')).getAllByRole('row')).toHaveLength(4);
});

test('a query that cannot be read says where and why, and the way back', async () => {
  const wrong = new Refusal(400, 'query.invalid', 'The query cannot be read.', [
    { pointer: '/query/q', message: 'There is no field boom.', hint: 'Did you mean host?', position: 0 },
  ]);
  await open('/alerts?q=boom:x', { listAlerts: wrong, countAlerts: wrong });
  expect(await screen.findByText('There is no field boom.')).toBeTruthy();
  expect(screen.getByText('Did you mean host?')).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'The query cannot be read' })).toBeTruthy();
});

test('a failure says what failed and can be tried again', async () => {
  const { api } = await open('/alerts', {
    listAlerts: new Refusal(503, 'database.unavailable', 'The database does not answer; nothing was changed.'),
  });
  expect(await screen.findByText('The database does not answer; nothing was changed.')).toBeTruthy();
  api.answer('listAlerts', { items: [rowOf(1)], nextCursor: null });
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Try again' })));
  expect(await ready()).toBeTruthy();
});

test('a missing right names itself', async () => {
  await open('/alerts', {
    listAlerts: new Refusal(403, 'permission.missing', 'Your role does not include alert:read.'),
  });
  expect(await screen.findByText('Your role does not include alert:read.')).toBeTruthy();
});

const none = { items: [], nextCursor: null };
const counted = (value: number) => ({
  total: { value, isCapped: false },
  facets: [],
  asOf: '2026-11-24T12:00:00.000Z',
});

test('with no alert at all the way to connect a source is shown', async () => {
  await open('/alerts', { listAlerts: none, countAlerts: counted(0) });
  expect(await screen.findByRole('heading', { name: 'No alerts yet' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Connect a source' })).toBeTruthy();
});

test('an empty view is all clear', async () => {
  await open('/alerts', { listAlerts: none, countAlerts: counted(7) });
  expect(await screen.findByRole('heading', { name: 'All clear' })).toBeTruthy();
});

test('an empty filter says which part hides how many, and takes it away', async () => {
  const { api } = await open('/alerts?q=status:open+host:nowhere', {
    listAlerts: none,
    countAlerts: (asked: { query: { q?: string } }) =>
      counted(asked.query.q === 'status:open' ? 38 : asked.query.q ? 0 : 50),
  });
  expect(await screen.findByText('38 match without host:nowhere.')).toBeTruthy();
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Remove host:nowhere' })));
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query.q).toBe('status:open'));
});

test('CSV is a plain link with the query of the screen', async () => {
  await open('/alerts?q=host:a&sort=newest');
  await ready();
  expect(screen.getByRole('link', { name: 'CSV' }).getAttribute('href')).toBe(
    '/api/v1/alerts/export.csv?q=host%3Aa&sort=newest',
  );
});

test('v walks through sentence, fields and JSON of the event', async () => {
  const { press } = await open();
  await ready();
  expect(await screen.findByText('process.name')).toBeTruthy();
  await press('v');
  expect(screen.getByText(/"agent"/)).toBeTruthy();
  await press('v');
  expect(screen.getByText('wazuh-alerts-4.x-2026.11.24 / doc1')).toBeTruthy();
});

test('the field cursor narrows the queue where the queue knows the field, and says so where not', async () => {
  const { press, api } = await open();
  await ready();
  await screen.findByText('process.name');
  await press('ArrowDown');
  await press('+');
  expect(await screen.findByText(/process.name cannot be asked in the queue/)).toBeTruthy();
  await press('ArrowDown');
  await press('-');
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query.q).toBe('status:open is:unassigned -host:ws-042'));
});

test('the field cursor is still there after a look at the other forms', async () => {
  const { press } = await open();
  await ready();
  await screen.findByText('process.name');
  await press('ArrowDown');
  await press('v');
  await press('v');
  await press('v');
  expect(document.querySelector('.cur dt')?.textContent).toBe('process.name');
});

test('Enter opens the whole page of the alert and Escape comes back', async () => {
  const { press } = await open('/alerts', { findAlertByNumber: { id: 'alr_1' } });
  await ready();
  await press('Enter');
  await waitFor(() => expect(location.pathname).toBe('/a/KEST-1001'));
  expect(await screen.findByRole('heading', { level: 1, name: 'KEST-1001' })).toBeTruthy();
});

const mine = { id: 'viw_1', screen: 'alerts', slug: 'late', name: 'Late', state: { q: 'host:a', sort: 'newest' } };

test('a saved view opened by its address asks for its own alerts and no others', async () => {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((done) => (answer = done));
  const { api } = await open('/alerts/v/late', { listViews: () => held.then(() => ({ items: [mine] })) });
  await act(async () => answer());
  await ready();
  const rows = api.of('listAlerts').filter((asked) => asked.query.limit === '100');
  expect(rows.map((asked) => asked.query)).toEqual([{ q: 'host:a', sort: 'newest', limit: '100' }]);
});

test('an own view is deleted, and the queue opens as it does by itself', async () => {
  const { api } = await open('/alerts/v/late', { listViews: { items: [mine] }, deleteView: null });
  await ready();
  api.answer('listViews', { items: [] });
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Delete view' })));
  await waitFor(() => expect(location.pathname).toBe('/alerts'));
  expect(api.of('deleteView')[0]?.params).toEqual({ viewId: 'viw_1' });
  await waitFor(() => expect(screen.queryByRole('link', { name: /Late/ })).toBe(null));
});

test('a view that cannot be saved says why, and nothing is lost', async () => {
  const refusal = new Refusal(409, 'request.invalid', 'You have 50 views already.');
  await open('/alerts?q=host:a', { saveView: refusal });
  await ready();
  fireEvent.click(screen.getByRole('button', { name: 'Save as' }));
  fireEvent.change(screen.getByLabelText('Name of the view'), { target: { value: 'Late' } });
  await act(async () => void fireEvent.submit(screen.getByLabelText('Name of the view')));
  expect(await screen.findByText('You have 50 views already.')).toBeTruthy();
  expect(new URLSearchParams(location.search).get('q')).toBe('host:a');
});

test('a further page that fails leaves the rows that are here, and can be tried again', async () => {
  const world = alertWorld(250);
  const page = world.answers.listAlerts as (asked: Asked) => unknown;
  const { api } = await openConsole('/alerts', {
    ...world.answers,
    listAlerts: (asked: Asked) =>
      asked.query.cursor ? new Refusal(503, 'database.unavailable', 'The second page is away.') : page(asked),
  });
  await ready();
  const grid = screen.getByRole('grid');
  grid.scrollTop = 2_600;
  await act(async () => void fireEvent.scroll(grid));
  await screen.findByText('The second page is away.');
  const asked = () => api.of('listAlerts').filter((one) => one.query.cursor === '100').length;
  expect(asked()).toBe(1);
  await act(async () => void fireEvent.scroll(grid));
  expect(asked()).toBe(1);
  api.answer('listAlerts', page);
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Try again' })));
  await waitFor(() => expect(screen.queryByText('The second page is away.')).toBe(null));
  expect(asked()).toBe(2);
});

test('an empty queue of alternatives offers to drop them together, since none can stand alone', async () => {
  const { api } = await open('/alerts?q=host:a+OR+host:b', {
    listAlerts: none,
    countAlerts: (asked: Asked) => counted(asked.query.q ? 0 : 50),
  });
  const remove = await screen.findByRole('button', { name: 'Remove (host:a OR host:b)' });
  await act(async () => void fireEvent.click(remove));
  // Nothing asked is everything, not the view that opens by itself.
  await waitFor(() => expect(new URLSearchParams(location.search).get('q')).toBe('*'));
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query).not.toHaveProperty('q'));
});

test('a filter beside alternatives holds for all of them', async () => {
  const { api } = await open('/alerts?q=host:a+OR+host:b');
  await ready();
  fireEvent.click(await screen.findByRole('checkbox', { name: /Critical/ }));
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query.q).toBe('(host:a OR host:b) severity:critical'));
});

test('the keys of the list are printed where they work, and none that is switched off', async () => {
  const { press } = await open();
  await ready();
  const foot = () => document.querySelector('.foot .right')?.textContent ?? '';
  expect(foot()).toContain('b group');
  act(() => setPreferences({ keys: { 'list b': null, 'list x': 'q' } }));
  expect(foot()).toContain('q select');
  expect(foot()).not.toContain('group');
  await press('b');
  expect(screen.queryByRole('grid', { name: /^Alerts by/ })).toBe(null);
  act(() => setPreferences({ keys: {} }));
});

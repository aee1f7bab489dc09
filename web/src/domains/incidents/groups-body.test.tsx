import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alertWorld } from '../../../test/alert-world.ts';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { contact, reader } from '../../../test/samples.ts';
import { setViewport } from '../../../test/viewport.ts';
import { forgetUndo } from '../../lib/undo.ts';

// Whole pages are drawn here; a busy machine may take its time.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => setViewport(1_440));
afterEach(() => {
  closeConsole();
  forgetUndo();
});

type Counted = [value: string, label: string, count: number];
const byRule: Counted[] = [
  ['5710', 'Login failed', 1_500],
  ['92213', 'Word started PowerShell', 3],
  ['', '', 2],
];
const byHost: Counted[] = [['ws-042', 'WS-042', 7]];

/** Counts as the server gives them; `asOf` moves only when the test says so, as shared answers do. */
function world(answers: Answers = {}, rule = byRule) {
  const state = { groups: { rule, host: byHost, customer: [] as Counted[] }, asOf: '2026-11-24T12:04:16.000Z' };
  const countAlerts = ({ query }: Asked) => ({
    total: { value: 1_505, isCapped: false },
    facets: [],
    asOf: state.asOf,
    ...(query.by
      ? {
          groups: state.groups[query.by as keyof typeof state.groups].map(([value, label, count]) => ({
            value,
            label,
            count: { value: count, isCapped: false },
          })),
        }
      : {}),
  });
  const changeAlerts = { operationId: 'opr_1', count: 1_500, skipped: 0, summary: '' };
  return { state, answers: { ...alertWorld(3).answers, countAlerts, changeAlerts, ...answers } };
}

async function open(address = '/alerts?group=rule', answers: Answers = {}, rule = byRule) {
  const { state, answers: all } = world(answers, rule);
  const console = await openConsole(address, all);
  await screen.findByRole('grid', undefined, { timeout: 5_000 });
  const press = async (...keys: string[]) => {
    for (const key of keys) await console.press(key);
  };
  return { ...console, press, state };
}
const rows = () =>
  within(screen.getByRole('grid'))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);
const grid = (by: string) => screen.findByRole('grid', { name: `Alerts by ${by}` });

test('b groups by rule, then host, then not at all; the address says so', async () => {
  const { press, api, search } = await open('/alerts');
  await press('b');
  await grid('rule');
  expect(search().group).toBe('rule');
  expect(api.of('countAlerts').map((asked) => asked.query)).toContainEqual({
    q: 'status:open is:unassigned',
    by: 'rule',
  });
  await press('b');
  await grid('host');
  expect(rows()).toEqual(['WS-0427']);
  await press('b', 'b');
  await screen.findByText('KEST-1001');
  expect(search().group).toBe(undefined);
});

test('who sees one customer is not offered groups of customers', async () => {
  const { press } = await open('/alerts', { getSession: contact });
  await press('b', 'b', 'b');
  await screen.findByText('KEST-1001');
});

test('a group tells its name and how many alerts it has; what names no rule is a group too', async () => {
  await open();
  await grid('rule');
  expect(rows()).toEqual(['5710Login failed1,500', '92213Word started PowerShell3', 'Alerts that name no rule2']);
});

test('Enter opens a group to its alerts, and going back shows the groups again', async () => {
  const { press, api, router } = await open('/alerts?group=rule&q=host:a+OR+host:b');
  await grid('rule');
  await press('j', 'Enter');
  await screen.findByText('KEST-1001');
  expect(api.of('listAlerts').at(-1)?.query.q).toBe('(host:a OR host:b) rule:92213');
  await act(async () => router.history.back());
  await grid('rule');
});

test('alerts that name no rule are opened as such', async () => {
  const { press, api } = await open();
  await grid('rule');
  await press('j', 'j', 'Enter');
  await waitFor(() => expect(api.of('listAlerts').at(-1)?.query.q).toBe('status:open is:unassigned -rule:*'));
});

test('a storm of one rule is found, closed in five keys after one question, and undone in one more', async () => {
  const { press, api } = await open('/alerts');
  await press('b');
  await grid('rule');
  await press('f', '1');
  expect(screen.getByText(/This closes 1,500 alerts \(5710 Login failed\)\./)).toBeTruthy();
  await press('Enter');
  await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(1));
  expect(api.of('changeAlerts')[0]?.body).toEqual({
    select: { q: 'status:open is:unassigned rule:5710', lastSeenUntil: '2026-11-24T12:04:16.000Z' },
    action: { kind: 'close', verdict: 'false_positive', reason: 'known_tool' },
  });
  await screen.findByText('1,500 alerts closed as false positive.');
  await press('z');
  await waitFor(() => expect(api.of('undoOperation')).toHaveLength(1));
});

describe('a bar that is open stays with the group that it was opened for', () => {
  async function overtaken(verb: string) {
    const console = await open('/alerts?group=rule', {}, [
      ['5710', 'Login failed', 5],
      ['92213', 'Word started PowerShell', 4],
    ]);
    await grid('rule');
    await console.press(verb);
    console.state.groups.rule = [
      ['92213', 'Word started PowerShell', 9],
      ['5710', 'Login failed', 5],
    ];
    console.state.asOf = '2026-11-24T12:06:00.000Z';
    await console.emit('alerts');
    await waitFor(() => expect(rows()[0]).toContain('92213'), { timeout: 6_000 });
    return console;
  }
  const select = { q: 'status:open is:unassigned rule:5710', lastSeenUntil: '2026-11-24T12:04:16.000Z' };

  test('closing names it, and closes it and no other', async () => {
    const { press, api } = await overtaken('e');
    await press('1');
    expect(screen.getByText(/This closes 5 alerts \(5710 Login failed\)\./)).toBeTruthy();
    await press('Enter');
    await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(1));
    expect(api.of('changeAlerts')[0]?.body).toMatchObject({ select });
    expect(rows()).toEqual(['92213Word started PowerShell9']);
  });

  test('giving away names it, and gives it and no other', async () => {
    const { api } = await overtaken('a');
    expect(screen.getByText('Assign 5 alerts (5710 Login failed)')).toBeTruthy();
    const input = screen.getByRole('combobox', { name: 'Assign to' });
    await act(async () => void fireEvent.change(input, { target: { value: 'nobody' } }));
    await act(async () => void fireEvent.keyDown(input, { key: 'Enter' }));
    await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(1));
    expect(api.of('changeAlerts')[0]?.body).toMatchObject({ select, action: { assignee: null } });
  });
});

test('a closed group is gone at once, though the counts are still the old ones, and the next one is selected', async () => {
  const { press, state, emit } = await open();
  await grid('rule');
  await press('f', '1', 'Enter');
  await screen.findByText('1,500 alerts closed as false positive.');
  expect(rows()).toEqual(['92213Word started PowerShell3', 'Alerts that name no rule2']);
  expect(screen.getByRole('grid').querySelector('.on')?.textContent).toContain('92213');
  // Newer counts are the truth again: somebody reopened one.
  state.asOf = '2026-11-24T12:05:00.000Z';
  state.groups.rule = [...byRule.slice(1), ['5710', 'Login failed', 1]];
  await emit('alerts');
  await waitFor(() => expect(rows()).toContain('5710Login failed1'), { timeout: 6_000 });
});

test('a refused closing brings the group back and says why', async () => {
  const refusal = new Refusal(409, 'bulk.too_many', 'More than 10,000 alerts match.');
  const { press } = await open('/alerts?group=rule', { changeAlerts: refusal });
  await grid('rule');
  await press('e', '1', 'Enter');
  expect(await screen.findByText('More than 10,000 alerts match.')).toBeTruthy();
  expect(rows()).toHaveLength(3);
});

test('in a view of closed alerts a group that is closed again stays', async () => {
  const { press } = await open('/alerts?group=rule&q=status:closed');
  await grid('rule');
  await press('e', '1', 'Enter');
  await screen.findByText('1,500 alerts closed as true positive.');
  expect(rows()).toHaveLength(3);
});

test('while another question is answered no verb is for the old groups', async () => {
  let answer: (() => void) | null = null;
  const { state } = world();
  const { press, api } = await open('/alerts?group=rule', {
    countAlerts: async ({ query }: Asked) => {
      if (query.q?.includes('critical')) await new Promise<void>((done) => (answer = done));
      return {
        total: { value: 3, isCapped: false },
        facets: [],
        asOf: state.asOf,
        groups: [{ value: '5710', label: 'Login failed', count: { value: 3, isCapped: false } }],
      };
    },
  });
  await grid('rule');
  const shifted = { key: '!', code: 'Digit1', shiftKey: true, bubbles: true };
  await act(async () => void document.body.dispatchEvent(new KeyboardEvent('keydown', shifted)));
  await waitFor(() => expect(answer).not.toBe(null));
  await press('e');
  expect(screen.queryByRole('form')).toBe(null);
  (answer as (() => void) | null)?.();
  await waitFor(() => expect(api.of('changeAlerts')).toHaveLength(0));
});

test('the way back from a group leads to it, and so does a reload', async () => {
  const { press, router } = await open();
  await grid('rule');
  await press('j');
  await waitFor(() => expect(new URLSearchParams(location.search).get('sel')).not.toBeNull());
  await press('Enter');
  await waitFor(() => expect(location.search).toContain('rule:92213'));
  await act(async () => router.history.back());
  await grid('rule');
  const selected = () => document.querySelector('[role=row][aria-selected=true]')?.textContent;
  await waitFor(() => expect(selected()).toContain('Word started PowerShell'));
});

test('who may only read has groups and no verbs', async () => {
  const { press } = await open('/alerts?group=rule', { getSession: reader });
  await grid('rule');
  await press('e');
  expect(screen.queryByRole('form')).toBe(null);
});

test('a query without alerts says why instead of showing no groups', async () => {
  const none = { total: { value: 0, isCapped: false }, facets: [], groups: [], asOf: '2026-11-24T12:04:16.000Z' };
  const { answers } = world({ countAlerts: none });
  await openConsole('/alerts?group=rule&q=host:nowhere', answers);
  expect(await screen.findByRole('heading', { name: 'No alerts yet' })).toBeTruthy();
});

test('a failure says what failed', async () => {
  const { answers } = world({ countAlerts: new Refusal(503, 'database.unavailable', 'The database does not answer.') });
  await openConsole('/alerts?group=rule', answers);
  expect(await screen.findByText('The database does not answer.')).toBeTruthy();
});

test('axe finds nothing', async () => {
  await open();
  await grid('rule');
  expect(await axeFaults()).toEqual([]);
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { AlertRow } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { counts } from '../../../test/findings.ts';
import { health, source } from '../../../test/platform.ts';
import { at, contact, hour, kestrel, minute } from '../../../test/samples.ts';

afterEach(closeConsole);

const alert = (part: Partial<AlertRow> = {}): AlertRow => ({
  id: 'alr_1',
  number: 'KEST-1042',
  customer: kestrel,
  title: 'Word started PowerShell with an encoded command',
  source: 'wazuh',
  ruleId: '92213',
  ruleLevel: 15,
  severity: 'critical',
  status: 'open',
  verdict: null,
  assignee: null,
  assetName: 'ws-042',
  eventCount: 3,
  firstSeenAt: at(64 * minute),
  lastSeenAt: at(minute),
  closedAt: null,
  precedent: null,
  version: 1,
  ...part,
});

const alertCounts = ({ query }: Asked) => {
  const q = query.q ?? '';
  const facets = (critical: number, inProgress = 0) => [
    { field: 'severity', values: [{ value: 'critical', label: 'critical', count: critical }] },
    { field: 'status', values: [{ value: 'in_progress', label: 'in progress', count: inProgress }] },
  ];
  const reply = (value: number, critical: number, inProgress?: number) => ({
    total: { value, isCapped: false },
    facets: facets(critical, inProgress),
    asOf: '2026-11-24T12:04:16.000Z',
  });
  if (q.includes('is:unassigned')) return reply(341, 3);
  if (q.includes('assignee:me')) return reply(9, 0, 7);
  if (q.startsWith('status:closed')) return reply(128, 0);
  return reply(380, 5);
};

const answers = (more: Answers = {}): Answers => ({
  countAlerts: alertCounts,
  listAlerts: ({ query }: Asked) => ({
    items:
      query.limit === '1'
        ? [alert()]
        : [alert(), alert({ id: 'alr_2', number: 'AURO-7', title: 'LSASS memory read by rundll32' })],
    nextCursor: null,
  }),
  countFindings: ({ query }: Asked) => (query.q?.startsWith('status:patched') ? counts(402) : counts()),
  getHealth: health({
    parked: [
      { reason: 'customer_unknown', count: 12, lastAt: at(minute), advice: 'Add an alias.' },
      { reason: 'too_large', count: 2, lastAt: at(hour), advice: 'Replay after an update.' },
    ],
  }),
  ...more,
});

const open = (more: Answers = {}, address = '/') => openConsole(address, answers(more));
const figure = async (label: string) => {
  const numbers = await screen.findByRole('region', { name: 'The shift in numbers' });
  const place = await within(numbers).findByRole('link', { name: new RegExp(`^${label}`) });
  await waitFor(() => expect(place.querySelector('.big')?.textContent).not.toBe(''));
  return place;
};

test('five numbers say how the shift stands, and each leads to what it counts', async () => {
  await open();
  const shown = async (label: string) => {
    const place = await figure(label);
    return [place.querySelector('.big')?.textContent, place.querySelector('.soft')?.textContent];
  };
  expect(await shown('Unassigned')).toEqual(['341', '3 critical · oldest 1 h 4 min']);
  expect(await shown('Yours')).toEqual(['9', '7 in progress']);
  expect(await shown('Critical, open')).toEqual(['5', 'of 380 open']);
  expect((await shown('Closed today'))[0]).toBe('128');
  expect(await shown('Parked')).toEqual(['14', '2 reasons']);
  expect((await figure('Yours')).getAttribute('href')).toBe('/alerts/v/mine');
  expect((await figure('Parked')).getAttribute('href')).toBe('/platform/health');
});

test('closed today is counted from midnight where the person is', async () => {
  const { api } = await open();
  await figure('Closed today');
  const q = api
    .of('countAlerts')
    .map((one) => one.query.q ?? '')
    .find((one) => one.startsWith('status:closed'));
  const since = new Date(/"(.+)"/.exec(q ?? '')?.[1] ?? '');
  expect(since.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })).toBe('00:00:00');
  expect(Date.now() - since.getTime()).toBeLessThan(25 * hour);
});

test('Enter starts triage', async () => {
  const { press } = await open();
  await screen.findByText('LSASS memory read by rundll32');
  await press('Enter');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/unassigned'));
});

test('the rows to start with lead to their alerts', async () => {
  await open();
  const row = await screen.findByRole('link', { name: /Word started PowerShell/ });
  expect(row.getAttribute('href')).toBe('/a/KEST-1042');
});

test('exposure counts what is open and links each count', async () => {
  await open();
  const panel = await screen.findByRole('region', { name: 'Exposure' });
  const line = await within(panel).findByRole('link', { name: /With a public exploit/ });
  expect(line.textContent).toContain('402');
  expect(new URL(line.getAttribute('href') ?? '', 'http://t').searchParams.get('q')).toBe(
    'status:open exploit:available',
  );
  expect(within(panel).getByRole('link', { name: /Severity unknown/ }).textContent).toContain('611');
});

test('a source that does not answer is named with its own sentence and its last good answer', async () => {
  await open({
    getHealth: health({
      sources: [
        source(),
        source({
          id: 'src_2',
          connectionName: 'Wazuh Aurora',
          lagS: 2_580,
          lastError: 'One shard does not answer.',
          lastOkAt: at(43 * minute),
        }),
      ],
    }),
  });
  const panel = await screen.findByRole('region', { name: 'Sources' });
  expect(
    await within(panel).findByText(/Wazuh Aurora, .*: One shard does not answer\. Last good answer 43 min ago/),
  ).toBeTruthy();
  expect(within(panel).getByText('43 min behind')).toBeTruthy();
});

test('when all answer, nothing is called blind', async () => {
  await open({ getHealth: health({ sources: [source()] }) });
  expect(await screen.findByText('Everything that is connected answered.')).toBeTruthy();
});

test('one panel may fail while the others stay true', async () => {
  const { api } = await open({
    countFindings: new Refusal(503, 'database.unavailable', 'The database does not answer.'),
  });
  const panel = await screen.findByRole('region', { name: 'Exposure' });
  expect(await within(panel).findByText('The database does not answer.')).toBeTruthy();
  expect(await screen.findByText('LSASS memory read by rundll32')).toBeTruthy();
  api.answer('countFindings', counts());
  await act(async () => fireEvent.click(within(panel).getByRole('button', { name: 'Try again' })));
  expect(await within(panel).findByText('4,119')).toBeTruthy();
});

test('with nothing connected the page says how to begin', async () => {
  await open({
    listAlerts: { items: [], nextCursor: null },
    getHealth: health({ sources: [] }),
  });
  expect(await screen.findByRole('link', { name: 'Connect Wazuh' })).toBeTruthy();
});

test('with sources and no alert it is clear, not empty', async () => {
  await open({ listAlerts: { items: [], nextCursor: null } });
  expect(await screen.findByText('All clear')).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Connect Wazuh' })).toBeNull();
});

test("a customer's contact sees nothing of the platform and asks for nothing of it", async () => {
  const { api } = await open({ getSession: contact });
  await screen.findByText('LSASS memory read by rundll32');
  expect(screen.queryByRole('region', { name: 'Sources' })).toBeNull();
  expect(screen.queryByRole('link', { name: /^Parked/ })).toBeNull();
  expect(api.of('getHealth')).toHaveLength(0);
});

test('the lens narrows every number', async () => {
  const { api } = await open({}, '/?lens=kestrel');
  await figure('Yours');
  await screen.findByText('LSASS memory read by rundll32');
  for (const name of ['countAlerts', 'listAlerts', 'countFindings'] as const)
    expect(api.of(name).every((one) => one.query.lens === 'kestrel')).toBe(true);
});

test('a change of alerts renews the numbers', async () => {
  const { api, client } = await open();
  await figure('Yours');
  const before = api.of('countAlerts').length;
  await act(async () => client.invalidateQueries({ queryKey: ['countAlerts'] }));
  await waitFor(() => expect(api.of('countAlerts').length).toBe(before + 4));
});

test('a number that stopped counting says at least', async () => {
  await open({
    countAlerts: { total: { value: 10_000, isCapped: true }, facets: [], asOf: '2026-11-24T12:04:16.000Z' },
  });
  await waitFor(async () => expect((await figure('Unassigned')).querySelector('.big')?.textContent).toBe('10,000+'));
});

test('a number that cannot be counted is a dash that says so, never a zero', async () => {
  await open({ countAlerts: new Refusal(503, 'database.unavailable', 'The database does not answer.') });
  await waitFor(async () => expect((await figure('Yours')).textContent).toBe('Yours–could not be counted'));
});

test('zeroes are told in words', async () => {
  await open({
    countAlerts: { total: { value: 0, isCapped: false }, facets: [], asOf: '2026-11-24T12:04:16.000Z' },
    listAlerts: { items: [], nextCursor: null },
    getHealth: health(),
  });
  expect(await screen.findByText('nothing waiting')).toBeTruthy();
  expect(await screen.findByText('nothing assigned to you')).toBeTruthy();
  expect(await screen.findByText('every event found its place')).toBeTruthy();
});

test('silent hosts are told beside the exposure', async () => {
  await open({ countFindings: counts(10, 3) });
  expect(await screen.findByText('3 hosts silent for 24 h or more: not evidence of safety.')).toBeTruthy();
});

test('a paused source is paused, a webhook listens, one that was never read says so', async () => {
  await open({
    getHealth: health({
      sources: [
        source({ isEnabled: false }),
        source({ id: 'src_2', delivery: 'push', lagS: null }),
        source({ id: 'src_3', lagS: null }),
      ],
    }),
  });
  const panel = await screen.findByRole('region', { name: 'Sources' });
  for (const word of ['paused', 'listens', 'not read yet']) expect(await within(panel).findByText(word)).toBeTruthy();
});

test('axe finds nothing', async () => {
  await open();
  await screen.findByText('LSASS memory read by rundll32');
  await figure('Yours');
  expect(await axeFaults()).toEqual([]);
});

test('a source that answers and fell silent is a blind spot, and its line says for how long', async () => {
  await open({ getHealth: health({ sources: [source({ quiet: { forS: 32_400, usualS: 1_200 } })] }) });
  const panel = await screen.findByRole('region', { name: 'Sources' });
  expect(
    await within(panel).findByText(/no event for 9 h, where one usually comes within 20 min\. It answers: see/),
  ).toBeTruthy();
  expect(within(panel).getByText('no event for 9 h').closest('li')?.className).toBe('warn');
});

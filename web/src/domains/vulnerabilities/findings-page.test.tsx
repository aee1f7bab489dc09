import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../../test/findings.ts';
import { kestrel } from '../../../test/samples.ts';

afterEach(closeConsole);

const answers = (more: Answers = {}): Answers => ({
  listFindingGroups: page([
    group(),
    group({ key: 'fix-2', title: 'openssl', subtitle: '3.0.15', findings: 96, assets: 24 }),
  ]),
  listFindings: page([row(), row({ id: 'fnd_5', number: 'KEST-F-9', cveId: 'CVE-2026-20922', severity: 'high' })]),
  countFindings: counts(),
  getFinding: finding(),
  findFindingByNumber: { id: 'fnd_1' },
  ...more,
});

const open = (address = '/findings', more: Answers = {}) => openConsole(address, answers(more));
const rows = () => screen.getAllByRole('row').slice(1);

test('an address without anything shows what is open, by fix', async () => {
  const { api } = await open();
  expect((await screen.findByRole('columnheader', { name: 'Fix' })).textContent).toContain('Fix');
  expect(await screen.findByText('openssl → 3.0.15')).toBeTruthy();
  expect(api.of('listFindingGroups')[0]?.query).toMatchObject({ q: 'status:open', by: 'fix' });
});

test('the lens goes with every question', async () => {
  const { api } = await open('/findings?lens=kestrel');
  await screen.findByText('openssl → 3.0.15');
  for (const name of ['listFindingGroups', 'countFindings'] as const)
    expect(api.of(name)[0]?.query).toMatchObject({ lens: 'kestrel' });
});

test('a press on the sign of a group reads its findings and shows them below it', async () => {
  const { api, search } = await open('/findings?open=none');
  await screen.findByText('openssl → 3.0.15');
  expect(api.of('listFindings')).toHaveLength(0);
  const twist = rows()[1]?.querySelector('.twist');
  await act(async () => fireEvent.click(twist ?? document.body));
  await waitFor(() => expect(screen.getAllByText('ws-042').length).toBeGreaterThan(0));
  expect(api.of('listFindings')[0]?.query).toMatchObject({ group: 'fix-2', q: 'status:open' });
  expect(search()).toMatchObject({ open: 'fix-2' });
  expect(rows()[1]?.getAttribute('aria-expanded')).toBe('true');
});

test('Enter opens the selected group, and closes it again', async () => {
  const { press } = await open('/findings?open=none&sel=group:fix-1');
  await screen.findByText('openssl → 3.0.15');
  await press('Enter');
  await waitFor(() => expect(rows()[0]?.getAttribute('aria-expanded')).toBe('true'));
  await press('Enter');
  await waitFor(() => expect(rows()[0]?.getAttribute('aria-expanded')).toBe('false'));
});

test('j walks from the group into its findings and the pane follows', async () => {
  const { press, search } = await open('/findings?open=fix-1&sel=group:fix-1');
  await screen.findByText('CVE-2026-20922');
  await press('j');
  await waitFor(() => expect(search().sel).toBe('fnd_1'));
  await press('j');
  await waitFor(() => expect(search().sel).toBe('fnd_5'));
  await press('k');
  await waitFor(() => expect(search().sel).toBe('fnd_1'));
});

test('the lines of the score are shown and add up to it', async () => {
  await open('/findings?open=fix-1&sel=fnd_1');
  const pane = await screen.findByRole('region', { name: /KEST-F-2044/ });
  const card = (await within(pane).findByText('Priority')).parentElement ?? pane;
  const points = [...card.querySelectorAll('.sum > span')].map((one) => one.textContent ?? '');
  const numbers = points.filter((_, index) => index % 2 === 1).map(Number);
  const total = numbers.pop();
  expect(numbers).toEqual([49, 30, 4]);
  expect(numbers.reduce((sum, one) => sum + one, 0)).toBe(total);
  expect(card.querySelector('.big')?.textContent).toBe('83');
});

test('the pane says what the update closes and how the same CVE stands on each other host', async () => {
  await open('/findings?open=fix-1&sel=fnd_1');
  expect(await screen.findByText('One update closes this and 213 more')).toBeTruthy();
  const other = (await screen.findByText('ws-017')).closest('li');
  expect(other?.textContent).toContain('pending verification');
  expect(screen.getByText('ws-031').closest('li')?.textContent).toContain('patched');
});

test('an unknown score is never shown as harmless', async () => {
  await open('/findings?open=fix-1&sel=fnd_1', {
    getFinding: finding({
      severity: null,
      score: null,
      isEstimated: true,
      priority: 4,
      scoreLines: [
        { label: 'no CVSS score known', points: 0 },
        { label: 'open 6 of 30 days', points: 4 },
      ],
    }),
  });
  expect(await screen.findByText(/That does not make it harmless/)).toBeTruthy();
  expect(await screen.findByText('none given')).toBeTruthy();
});

test('there is no button for what cannot be done yet', async () => {
  await open('/findings?open=fix-1&sel=fnd_1');
  await screen.findByText('What the scanner says');
  for (const name of [/accept/i, /verify/i, /owner/i]) expect(screen.queryByRole('button', { name })).toBeNull();
});

test('a filter narrows the query in the address', async () => {
  const { api, search } = await open();
  const critical = await screen.findByRole('checkbox', { name: /Critical/ });
  await act(async () => fireEvent.click(critical));
  await waitFor(() => expect(search().q).toBe('status:open severity:critical'));
  expect(api.of('listFindingGroups').at(-1)?.query.q).toBe('status:open severity:critical');
});

test('severity unknown is a filter of its own', async () => {
  await open();
  expect(await screen.findByRole('checkbox', { name: /Unknown/ })).toBeTruthy();
  expect((await screen.findByText('611')).closest('label')?.textContent).toContain('Unknown');
});

test('b walks through the groupings and ends at the flat list', async () => {
  const { press, search, api } = await open('/findings?by=asset');
  await screen.findByRole('columnheader', { name: 'Asset' });
  await press('b');
  await waitFor(() => expect(search().by).toBe('all'));
  await screen.findByRole('columnheader', { name: 'Package and fix' });
  expect(api.of('listFindings').at(-1)?.query.group).toBeUndefined();
});

test('the header says on how many hosts the list rests', async () => {
  await open();
  expect(await screen.findByText(/inventory of 42 of 42 hosts/)).toBeTruthy();
});

test('silent hosts are called no evidence of safety', async () => {
  await open('/findings', { countFindings: counts(10, 3) });
  expect(await screen.findByText(/3 hosts silent for 24 h or more: not evidence of safety/)).toBeTruthy();
  expect(screen.getByText(/inventory of 39 of 42 hosts/)).toBeTruthy();
});

test('nothing open, with an inventory, says what that rests on', async () => {
  await open('/findings', { listFindingGroups: page([]), countFindings: counts(0, 3) });
  expect(await screen.findByRole('heading', { name: 'No open finding' })).toBeTruthy();
  expect(screen.getAllByText(/not evidence of safety/).length).toBeGreaterThan(0);
});

test('without any inventory the way to connect is shown', async () => {
  await open('/findings', {
    listFindingGroups: page([]),
    countFindings: { ...counts(0), inventory: { assets: 0, scannedAt: null, silent: 0 } },
  });
  expect((await screen.findByRole('link', { name: 'Connect Wazuh' })).getAttribute('href')).toBe(
    '/platform/connectors/new',
  );
});

test('a query that leaves nothing over names the part in the way', async () => {
  const { search } = await open('/findings?q=status:open+package:nothing', {
    listFindingGroups: page([]),
    countFindings: (asked: { query: { q: string } }) => counts(asked.query.q === 'status:open' ? 38 : 0),
  });
  expect(await screen.findByText('38 match without package:nothing.')).toBeTruthy();
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Remove package:nothing' })));
  await waitFor(() => expect(search().q).toBeUndefined());
});

test('what is closed stands in no group, and is shown one by one instead', async () => {
  const { search } = await open('/findings?q=status:patched', {
    listFindingGroups: page([]),
    countFindings: counts(10_873),
  });
  expect(await screen.findByText(/What is closed is listed one by one/)).toBeTruthy();
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Show 10,873 one by one' })));
  await waitFor(() => expect(search()).toMatchObject({ q: 'status:patched', by: 'all' }));
});

test('a group without a fix says that none is known', async () => {
  await open('/findings?open=none&sel=group:fix-9', {
    listFindingGroups: page([group({ key: 'fix-9', title: 'zlib', subtitle: null })]),
  });
  expect((await screen.findAllByText('no fix known')).length).toBeGreaterThan(0);
  expect(await screen.findByText(/No fixed version is known for these/)).toBeTruthy();
});

test('a query that cannot be read says where', async () => {
  const wrong = new Refusal(400, 'query.invalid', 'The query cannot be read.', [
    { pointer: '/q', message: 'There is no field colour.', hint: 'Did you mean host?', position: 0 },
  ]);
  await open('/findings?q=colour:red', { listFindingGroups: wrong, countFindings: wrong });
  const alert = await screen.findByText('There is no field colour.');
  expect(alert.closest('[role=alert]')?.textContent).toContain('Did you mean host?');
});

test('the findings of one group may fail without the list', async () => {
  const { api } = await open('/findings?open=fix-1', {
    listFindings: new Refusal(500, 'internal', 'Something failed on our side.'),
  });
  expect(await screen.findByText(/could not be read. Something failed/)).toBeTruthy();
  expect(screen.getByText('openssl → 3.0.15')).toBeTruthy();
  api.answer('listFindings', page([row()]));
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Try again' })));
  await waitFor(() => expect(screen.getAllByText('CVE-2026-21510').length).toBeGreaterThan(0));
});

test('a change from elsewhere moves no row; it waits in the footer', async () => {
  const { api, emit, press } = await open();
  await screen.findByText('openssl → 3.0.15');
  const before = api.of('listFindingGroups').length;
  await emit('findings', { customerId: kestrel.id });
  expect(await screen.findByRole('button', { name: /Findings changed/ })).toBeTruthy();
  expect(api.of('listFindingGroups')).toHaveLength(before);
  await press('n');
  await waitFor(() => expect(api.of('listFindingGroups').length).toBeGreaterThan(before));
  expect(screen.queryByRole('button', { name: /Findings changed/ })).toBeNull();
});

test('a view is saved with its state and stands beside the others', async () => {
  const { api } = await open('/findings?q=severity:critical&by=asset');
  await act(async () => fireEvent.click(await screen.findByRole('button', { name: 'Save view' })));
  fireEvent.change(screen.getByLabelText('Name of the view'), { target: { value: 'Critical hosts' } });
  api.answer('saveView', {
    id: 'viw_1',
    screen: 'findings',
    slug: 'critical-hosts',
    name: 'Critical hosts',
    state: { q: 'severity:critical', by: 'asset' },
  });
  api.answer('listViews', {
    items: [
      {
        id: 'viw_1',
        screen: 'findings',
        slug: 'critical-hosts',
        name: 'Critical hosts',
        state: { q: 'severity:critical', by: 'asset' },
      },
    ],
  });
  await act(async () => fireEvent.submit(screen.getByLabelText('Name of the view')));
  await waitFor(() =>
    expect(api.of('saveView')[0]?.body).toMatchObject({
      name: 'Critical hosts',
      state: { q: 'severity:critical', by: 'asset' },
    }),
  );
  expect((await screen.findByRole('link', { name: 'Critical hosts' })).getAttribute('aria-current')).not.toBeNull();
  expect(screen.getByRole('link', { name: 'By fix' }).getAttribute('aria-current')).toBeNull();
});

test('the page of one finding is found by its number', async () => {
  const { api, press } = await open('/f/kest-f-2044');
  expect(
    await screen.findByRole('heading', { level: 1, name: 'Windows Shell protection mechanism failure' }),
  ).toBeTruthy();
  expect(api.of('findFindingByNumber')[0]?.params.number).toBe('KEST-F-2044');
  await press('Escape');
  await waitFor(() => expect(location.pathname).toBe('/findings'));
});

test('a number outside the scope looks like one that does not exist', async () => {
  await open('/f/AURO-F-1', {
    findFindingByNumber: new Refusal(404, 'finding.not_found', 'There is no such finding.'),
  });
  expect(await screen.findByText('There is no such finding.')).toBeTruthy();
});

test.each([
  ['Escape', (press: (keys: string) => Promise<void>) => press('Escape')],
  [
    'the link',
    async () => act(async () => fireEvent.click(await screen.findByRole('link', { name: /Back to the findings/ }))),
  ],
])("%s on a finding's page leads back to the list as it was left, with the finding selected", async (_way, leave) => {
  const { press, search } = await open('/findings?q=severity:high&by=cve&open=fix-1&sel=group:fix-1&lens=kestrel');
  await waitFor(() => expect(screen.getAllByText('ws-042').length).toBeGreaterThan(1));
  await press('j');
  await waitFor(() => expect(search().sel).toBe('fnd_1'));
  await press('Enter');
  await waitFor(() => expect(location.pathname).toBe('/f/KEST-F-2044'));
  await screen.findByText(/What the scanner says/);
  await leave(press);
  await waitFor(() => expect(location.pathname).toBe('/findings'));
  expect(search()).toEqual({ q: 'severity:high', by: 'cve', open: 'fix-1', sel: 'fnd_1', lens: 'kestrel' });
});

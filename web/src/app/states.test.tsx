import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { alertWorld } from '../../test/alert-world.ts';
import { closeConsole, openConsole } from '../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../test/findings.ts';
import { connection, connectors, customer, health, parkedEvent, run } from '../../test/platform.ts';
import { type OperationKey, routes } from '../../test/routes.ts';
import { admin, at, minute } from '../../test/samples.ts';
import { setViewport } from '../../test/viewport.ts';

afterEach(closeConsole);

const alertCounts = (value: number) => ({
  total: { value, isCapped: false },
  facets: [],
  groups: value > 0 ? [{ value: '92213', label: 'Brute force', count: { value, isCapped: false } }] : [],
  asOf: '2026-11-24T12:04:16.000Z',
});

const answers: Answers = {
  ...alertWorld(1).answers,
  findAlertByNumber: { id: 'alr_1' },
  countAlerts: alertCounts(1),
  listFindingGroups: page([group()]),
  listFindings: page([row()]),
  countFindings: counts(),
  getFinding: finding(),
  findFindingByNumber: { id: 'fnd_1' },
  getHealth: health({ parked: [{ reason: 'customer_unknown', count: 1, lastAt: at(minute), advice: '' }] }),
  getSettings: { eventRetentionDays: 90, parkedRetentionDays: 30, runRetentionDays: 30, clearedAfterMinutes: 60 },
  listParked: { items: [parkedEvent()], nextCursor: null },
  listRuns: { items: [run()], nextCursor: null },
  listConnections: { items: [connection()] },
  listConnectors: { items: connectors },
  listCustomers: { items: [customer()] },
};

/** Each list and page: where it is, what it is read by, and something that only its content shows. */
const screens: [name: string, address: string, reads: OperationKey, shows: RegExp][] = [
  ['where the shift starts', '/', 'listAlerts', /Something happened 1/],
  ['the exposure', '/', 'countFindings', /Open in all/],
  ['the blind spots', '/', 'getHealth', /Everything that is connected answered/],
  ['alerts', '/alerts', 'listAlerts', /Something happened 1/],
  ['alerts by rule', '/alerts?group=rule', 'countAlerts', /Brute force/],
  ['an alert', '/a/KEST-1001', 'findAlertByNumber', /30 days of this rule/],
  ['the pane of an alert', '/a/KEST-1001', 'getAlert', /30 days of this rule/],
  ['the events of an alert', '/a/KEST-1001', 'listAlertEvents', /powershell.exe/],
  ['findings by fix', '/findings?open=none&sel=none', 'listFindingGroups', /Windows 11 23H2 →/],
  ['findings one by one', '/findings?by=all&sel=none', 'listFindings', /CVE-2026-21510/],
  ['a finding', '/f/KEST-F-2044', 'findFindingByNumber', /Windows Shell protection/],
  ['the pane of a finding', '/f/KEST-F-2044', 'getFinding', /What the scanner says/],
  ['health', '/platform/health', 'getHealth', /Sources with their lag|Last answer/],
  ['parked events', '/platform/health?reason=customer_unknown', 'listParked', /No customer has the code acme/],
  ['runs of a job', '/platform/health?job=collect-alerts', 'listRuns', /read 120, created 4/],
  ['retention', '/platform/health', 'getSettings', /Events \(days\)/],
  ['connectors', '/platform/connectors?sel=none', 'listConnections', /Wazuh indexer Kestrel/],
  ['the form of a product', '/platform/connectors/new?kind=wazuh-manager', 'listConnectors', /Calls a minute/],
  ['customers', '/customers?sel=none', 'listCustomers', /Kestrel Logistics/],
];
/** Alerts, of which none matches what names a host. */
const matchesNone = ({ query }: Asked) => alertCounts(query.q?.includes('host:none') ? 0 : 1);
const work = () => within(screen.getByRole('main'));
const open = (address: string, more: Answers = {}) => openConsole(address, { ...answers, ...more });

test.each(screens)(
  '%s: bones while it is read, then the cause of a failure, then by the way on the content',
  async (...[, address, reads, shows]) => {
    const held: ((reply: Refusal) => void)[] = [];
    const { api } = await open(address, { [reads]: () => new Promise<Refusal>((resolve) => held.push(resolve)) });
    expect((await work().findAllByRole('status', { name: 'Loading' })).length).toBeGreaterThan(0);
    expect(work().queryByRole('alert')).toBeNull();
    expect(work().queryByText(shows)).toBeNull();
    const failure = new Refusal(503, 'database.unavailable', 'The database does not answer.');
    await act(async () => held.forEach((answer) => answer(failure)));
    const alert = (await work().findByText('The database does not answer.')).closest<HTMLElement>('[role=alert]');
    expect(work().queryByRole('status', { name: 'Loading' })).toBeNull();
    api.answer(reads, answers[reads]);
    await act(async () => fireEvent.click(within(alert ?? document.body).getByRole('button', { name: 'Try again' })));
    expect((await work().findAllByText(shows)).length).toBeGreaterThan(0);
  },
);

test.each(screens)(
  '%s: a right taken away meanwhile is told as such, not as a failure',
  async (...[, address, reads]) => {
    await open(address, { [reads]: new Refusal(403, 'permission.missing', 'Your role does not include this right.') });
    expect(await work().findByRole('heading', { name: 'Your role does not include this' })).toBeTruthy();
    expect(work().queryByRole('alert')).toBeNull();
  },
);

/** Those that are read again by themselves. */
const renewed = screens.filter(([name]) =>
  ['where the shift starts', 'the exposure', 'the blind spots', 'health', 'connectors', 'customers'].includes(name),
);

test.each(renewed)(
  '%s: when it cannot be read again, what was read stays and is called old',
  async (...[, address, reads, shows]) => {
    const { api, client } = await open(address);
    await work().findAllByText(shows);
    api.answer(reads, new Refusal(503, 'database.unavailable', 'The database does not answer.'));
    await act(async () => client.invalidateQueries({ queryKey: [reads] }));
    const note = await work().findByText(/what you see may be old/);
    expect(note.closest('[role=alert]')?.textContent).toContain('The database does not answer.');
    expect(work().getAllByText(shows).length).toBeGreaterThan(0);
    api.answer(reads, answers[reads]);
    await act(async () => fireEvent.click(work().getByRole('button', { name: 'Try again' })));
    await waitFor(() => expect(work().queryByText(/what you see may be old/)).toBeNull());
  },
);

test('findings whose numbers cannot be read are shown without them, and say so', async () => {
  const { api } = await open('/findings?open=none&sel=none', {
    countFindings: new Refusal(503, 'database.unavailable', 'The database does not answer.'),
  });
  expect(await work().findByText(/The numbers could not be read/)).toBeTruthy();
  expect(work().getByText(/Windows 11 23H2 →/)).toBeTruthy();
  api.answer('countFindings', counts());
  await act(async () => fireEvent.click(work().getByRole('button', { name: 'Try again' })));
  expect(await work().findByText(/4,119 findings/)).toBeTruthy();
});

/** Addresses that the server cannot read, or knows nothing behind. */
test.each([
  ['/a/nonsense', 'findAlertByNumber', 'A number looks like KEST-1042.'],
  ['/f/nonsense', 'findFindingByNumber', 'A number looks like KEST-F-2044.'],
  ['/alerts?sel=nonsense', 'getAlert', 'An id that starts with alr_ is expected.'],
] as [string, OperationKey, string][])(
  '%s: says what is wrong with the address, in words for people',
  async (...[address, reads, message]) => {
    setViewport(1_440);
    const fields = [{ pointer: '/params/number', message }];
    await open(address, { [reads]: new Refusal(400, 'request.invalid', `params/number: ${message}`, fields) });
    const box = (await work().findByText(message)).closest<HTMLElement>('.state-box') ?? document.body;
    expect(within(box).getByRole('heading', { name: 'There is no such page' })).toBeTruthy();
    expect(box.textContent).not.toMatch(/Refused|params/);
    // Asking the same again would be refused again.
    expect(within(box).queryByRole('button', { name: 'Try again' })).toBeNull();
  },
);

test('an address that no page has keeps the frame, with its ways on', async () => {
  await open('/nowhere/at/all');
  expect(await work().findByRole('heading', { name: 'There is no such page' })).toBeTruthy();
  expect(screen.getByRole('navigation', { name: 'Sections' })).toBeTruthy();
  await act(async () => fireEvent.click(work().getByRole('link', { name: 'Go to alerts' })));
  expect((await work().findAllByText('Something happened 1')).length).toBeGreaterThan(0);
});

/** A list without anything, and one without anything that matches. */
test.each([
  ['alerts', '/alerts', { listAlerts: page([]), countAlerts: alertCounts(0) }, 'No alerts yet'],
  ['alerts, filtered', '/alerts?q=host:none', { listAlerts: page([]) }, 'No alert matches'],
  ['alerts by rule, filtered', '/alerts?group=rule&q=host:none', { countAlerts: matchesNone }, 'No alert matches'],
  ['findings', '/findings', { listFindingGroups: page([]), countFindings: counts(0) }, 'No open finding'],
  [
    'findings, filtered',
    '/findings?q=package:none',
    { listFindingGroups: page([]), countFindings: counts(0) },
    'No finding matches',
  ],
  [
    'findings one by one, filtered',
    '/findings?by=all&q=package:none',
    { listFindings: page([]), countFindings: counts(0) },
    'No finding matches',
  ],
  ['connectors', '/platform/connectors', { listConnections: { items: [] } }, 'Nothing is connected yet'],
  ['customers', '/customers', { listCustomers: { items: [] } }, 'Add the first customer'],
  ['customers, filtered', '/customers?q=zzz', { listCustomers: { items: [] } }, 'No customer matches'],
] as [string, string, Answers, string][])(
  '%s: nothing there says what it means and offers a way on',
  async (_name, address, more, title) => {
    await open(address, more);
    const box = (await work().findByRole('heading', { name: title })).parentElement ?? document.body;
    expect(within(box).queryAllByRole('button').length + within(box).queryAllByRole('link').length).toBeGreaterThan(0);
  },
);

test.each([
  ['/platform/health', { getHealth: health({ sources: [] }) }, /No source is read. Connect a product first/],
  ['/platform/health', { getHealth: health() }, /Nothing is parked: every event became part of an alert/],
  ['/platform/health?job=collect-alerts', { listRuns: { items: [], nextCursor: null } }, /It did not run yet/],
  ['/platform/health?reason=too_large', { listParked: { items: [], nextCursor: null } }, /None is left of this reason/],
] as [string, Answers, RegExp][])('%s: an empty part is told as what it means', async (address, more, says) => {
  await open(address, more);
  expect(await work().findByText(says)).toBeTruthy();
});

test.each([
  ['/', 'alert:read', ['finding:read', 'health:read']],
  ['/alerts', 'alert:read', []],
  ['/a/KEST-1001', 'alert:read', []],
  ['/findings', 'finding:read', []],
  ['/f/KEST-F-2044', 'finding:read', []],
  ['/platform/health', 'health:read', []],
  ['/platform/connectors', 'connection:read', []],
  ['/platform/connectors/new', 'connection:update', []],
  ['/customers', 'customer:read', []],
] as const)('%s: a role without %s is told so, and nothing is asked that needs it', async (address, right, others) => {
  const permissions = admin.permissions.filter((one) => one !== right && !others.some((other) => other === one));
  const { api } = await open(address, { getSession: { ...admin, permissions } });
  expect(await work().findByText(new RegExp(`needs the right ${right}`))).toBeTruthy();
  const needing = api.asked.filter(
    ({ name }) => 'permission' in routes[name].access && routes[name].access.permission === right,
  );
  expect(needing.map((one) => one.name)).toEqual([]);
});

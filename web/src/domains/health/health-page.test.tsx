import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { health, job, parkedEvent, run, source } from '../../../test/platform.ts';
import { at, minute, reader } from '../../../test/samples.ts';
import type { Reply } from '../../lib/api.ts';

afterEach(closeConsole);

const settings = { eventRetentionDays: 90, parkedRetentionDays: 30, runRetentionDays: 30, clearedAfterMinutes: 60 };
const parked: Reply<'getHealth'>['parked'] = [
  {
    reason: 'customer_unknown',
    count: 12,
    lastAt: at(minute),
    advice: 'Give the customer this alias; the events are then tried again.',
  },
  { reason: 'unreadable', count: 1, lastAt: at(minute), advice: '' },
];
const open = (more: Answers = {}, address = '/platform/health') =>
  openConsole(address, {
    getHealth: health({ parked }),
    getSettings: settings,
    listParked: { items: [parkedEvent(), parkedEvent({ id: 'prk_2', documentId: 'def456' })], nextCursor: null },
    replayParked: { tried: 12, replayed: 10, stillParked: 2 },
    listRuns: {
      items: [run(), run({ id: 'run_2', state: 'failed', error: 'The indexer timed out.', log: ['asked', 'waited'] })],
      nextCursor: null,
    },
    startJob: run({ state: 'running', endedAt: null }),
    cancelRun: run({ state: 'cancelled' }),
    updateSettings: settings,
    ...more,
  });
const panel = (name: string) => screen.findByRole('region', { name });
const click = (place: HTMLElement, name: string | RegExp) =>
  act(async () => fireEvent.click(within(place).getByRole('button', { name })));

test('every source shows how far it is behind and when it last answered', async () => {
  await open();
  const row = within(await panel('Sources')).getAllByRole('row')[1];
  for (const part of ['Wazuh indexer Kestrel', 'Kestrel Logistics', '8 s', '0'])
    expect(row?.textContent).toContain(part);
});

test('a failing source tells its last error, and the headline counts it', async () => {
  await open({
    getHealth: health({
      sources: [source(), source({ id: 'src_2', lastError: 'One shard does not answer.', lagS: 2_580 })],
    }),
  });
  expect(await screen.findByText(/1 source does not answer/)).toBeTruthy();
  expect(within(await panel('Sources')).getByText('One shard does not answer.')).toBeTruthy();
});

test('when everything answered, the headline says within which time', async () => {
  await open();
  expect(await screen.findByText(/every source answered within 60 s/)).toBeTruthy();
});

test('a paused source is called paused, not late', async () => {
  await open({ getHealth: health({ sources: [source({ isEnabled: false, lastError: 'old' })] }) });
  expect(within(await panel('Sources')).getByText('paused')).toBeTruthy();
});

test('each reason for parking comes with its number and its advice', async () => {
  await open();
  const place = await panel('Parked events');
  expect(within(place).getByText('Customer unknown').closest('.reason')?.textContent).toContain('12');
  expect(within(place).getByText(/Give the customer this alias/)).toBeTruthy();
  expect(within(place).getByText('No valid JSON')).toBeTruthy();
  expect(within(place).getByText('13 in all')).toBeTruthy();
});

test('events of a reason are shown with error and body, and stand in the address', async () => {
  const { api, search } = await open();
  const reason = (within(await panel('Parked events'))
    .getByText('Customer unknown')
    .closest('.reason') ?? document.body) as HTMLElement;
  await click(reason, 'Show');
  await waitFor(() => expect(search().reason).toBe('customer_unknown'));
  const list = await screen.findByRole('list', { name: 'Parked: Customer unknown' });
  expect(api.of('listParked')[0]?.query).toMatchObject({ reason: 'customer_unknown' });
  const first = within(list).getAllByRole('listitem')[0] ?? list;
  expect(first.textContent).toContain('No customer has the code acme.');
  expect(first.querySelector('pre')).toBeNull();
  await click(first, 'Body of the event');
  expect(first.querySelector('pre')?.textContent).toContain('"name": "web-1"');
});

test('all events of a reason are tried again, and what came of it is said', async () => {
  const { api } = await open();
  await click(await panel('Parked events'), 'Try all 12 again');
  await waitFor(() => expect(api.of('replayParked')[0]?.body).toEqual({ reason: 'customer_unknown' }));
  expect(await screen.findByText('12 events tried again: 10 became part of an alert, 2 still parked.')).toBeTruthy();
  await waitFor(() => expect(api.of('getHealth').length).toBeGreaterThan(1));
});

test('only the selected events are tried again', async () => {
  const { api } = await open({}, '/platform/health?reason=customer_unknown');
  const list = await screen.findByRole('list', { name: 'Parked: Customer unknown' });
  await act(async () => fireEvent.click(within(list).getByRole('checkbox', { name: 'Select event def456' })));
  await click(await panel('Parked events'), 'Try 1 selected event again');
  await waitFor(() => expect(api.of('replayParked')[0]?.body).toEqual({ ids: ['prk_2'] }));
});

test('a job shows its last run, and is started', async () => {
  const { api } = await open();
  const place = await panel('Jobs');
  const row = within(place).getAllByRole('row')[1];
  for (const part of ['collect-alerts', 'done', 'read 120, created 4']) expect(row?.textContent).toContain(part);
  await click(place, 'Run now: collect-alerts');
  await waitFor(() => expect(api.of('startJob')[0]?.params).toEqual({ job: 'collect-alerts' }));
  expect(await screen.findByText('collect-alerts started.')).toBeTruthy();
});

test('a running job shows its progress and can be stopped', async () => {
  const running = job({
    lastRun: run({ state: 'running', phase: 'reading agent 004', percent: 42, canCancel: true, endedAt: null }),
  });
  const { api } = await open({ getHealth: health({ jobs: [running] }) });
  const place = await panel('Jobs');
  expect(within(place).getByText('reading agent 004 42 %')).toBeTruthy();
  expect(within(place).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('42');
  await click(place, 'Stop: collect-alerts');
  await waitFor(() => expect(api.of('cancelRun')[0]?.params).toEqual({ runId: 'run_1' }));
});

test('a job whose quiet runs leave no trace is not said to have never run', async () => {
  await open({
    getHealth: health({ jobs: [job({ lastRun: null }), job({ name: 'tidy', lastRun: null, lastSuccessAt: null })] }),
  });
  const [, first, second] = within(await panel('Jobs')).getAllByRole('row');
  expect(first?.textContent).toContain('done');
  expect(second?.textContent).toContain('not run yet');
});

test('when a job runs is told in words, with the expression on hover', async () => {
  const jobs = [
    job({ name: 'clean', cron: '17 3 * * *' }),
    job({ name: 'odd', cron: '0 0 1 1 *' }),
    job({ name: 'off', cron: '17 3 * * *', isEnabled: false }),
  ];
  await open({ getHealth: health({ jobs }) });
  const whens = within(await panel('Jobs'))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.querySelectorAll('td')[2]);
  expect(whens.map((cell) => cell?.textContent)).toEqual(['daily at 03:17 UTC', '0 0 1 1 *', 'switched off']);
  expect(whens[0]?.title).toBe('17 3 * * *');
});

test('a loop says why it has no figures, and that it is late when no round goes well', async () => {
  const loop = (name: string, ago: number) => job({ name, cron: 'every 30 s', lastRun: null, lastSuccessAt: at(ago) });
  await open({ getHealth: health({ jobs: [loop('good', minute), loop('bad', 60 * minute)] }) });
  const [, good, bad] = within(await panel('Jobs')).getAllByRole('row');
  expect(good?.textContent).toContain('Keeps no history');
  expect(within(good ?? document.body).getByText('done')).toBeTruthy();
  expect(bad?.querySelector('.error')?.textContent).toContain('No round went well for a while');
  expect(within(bad ?? document.body).getByText('late')).toBeTruthy();
});

test('a run by hand of a loop that failed long ago does not hide that the loop goes well', async () => {
  const old = run({ state: 'failed', error: 'The indexer timed out.', endedAt: at(60 * minute) });
  await open({ getHealth: health({ jobs: [job({ cron: 'every 30 s', lastSuccessAt: at(minute), lastRun: old })] }) });
  const row = within(await panel('Jobs')).getAllByRole('row')[1];
  expect(row?.textContent).not.toContain('failed');
  expect(row?.textContent).toContain('Keeps no history');
});

test('a job that cannot be stopped has no button for it', async () => {
  await open({ getHealth: health({ jobs: [job({ lastRun: run({ state: 'running', canCancel: false }) })] }) });
  expect(within(await panel('Jobs')).queryByRole('button')).toBeNull();
});

test('the runs of one job are shown with errors and log', async () => {
  const { api } = await open({}, '/platform/health?job=collect-alerts');
  const list = await screen.findByRole('list', { name: 'Runs of collect-alerts' });
  expect(api.of('listRuns')[0]?.query).toMatchObject({ job: 'collect-alerts' });
  expect(within(list).getByText('The indexer timed out.')).toBeTruthy();
  expect(list.querySelector('pre')?.textContent).toBe('asked\nwaited');
});

test('retention is changed by what differs only', async () => {
  const { api } = await open();
  const place = await panel('How long things are kept');
  const field = await within(place).findByLabelText('Events (days)');
  expect(within(place).getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
  await act(async () => fireEvent.change(field, { target: { value: '180' } }));
  await click(place, 'Save');
  await waitFor(() => expect(api.of('updateSettings')[0]?.body).toEqual({ eventRetentionDays: 180 }));
});

test('a refused setting is told at its field', async () => {
  await open({
    updateSettings: new Refusal(400, 'request.invalid', 'Wrong.', [
      { pointer: '/eventRetentionDays', message: 'At most 3,650 days.' },
    ]),
  });
  const place = await panel('How long things are kept');
  await act(async () =>
    fireEvent.change(await within(place).findByLabelText('Events (days)'), { target: { value: '3000' } }),
  );
  await click(place, 'Save');
  expect(await within(place).findByText('At most 3,650 days.')).toBeTruthy();
});

test('the embedded database is said to be one for small teams', async () => {
  await open();
  const place = await panel('Database');
  expect(place.textContent).toContain('PostgreSQL 18.1, 2.3 GB.');
  expect(place.textContent).toContain('For production set DATABASE_URL.');
});

test('an own database carries no advice', async () => {
  await open({ getHealth: health({ database: { version: '15.8', sizeBytes: 1_000, isEmbedded: false } }) });
  expect((await panel('Database')).textContent).not.toContain('DATABASE_URL');
});

test('who may only read sees no way to act', async () => {
  await open(
    { getSession: reader, getHealth: health({ parked, jobs: [job({ canRun: false })] }) },
    '/platform/health?reason=customer_unknown',
  );
  await screen.findByRole('list', { name: 'Parked: Customer unknown' });
  expect(screen.queryByRole('button', { name: /Try/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /Run/ })).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect((await screen.findByLabelText('Events (days)')).hasAttribute('disabled')).toBe(true);
});

test('settings that cannot be read do not take the page along', async () => {
  await open({ getSettings: new Refusal(500, 'internal', 'Something failed on our side.') });
  expect(await screen.findByText('Something failed on our side.')).toBeTruthy();
  expect(await panel('Sources')).toBeTruthy();
});

test('more parked events come by pages', async () => {
  const { api } = await open(
    {
      listParked: ({ query }: { query: Record<string, string> }) =>
        query.cursor
          ? { items: [parkedEvent({ id: 'prk_3', documentId: 'third' })], nextCursor: null }
          : { items: [parkedEvent()], nextCursor: 'next' },
    },
    '/platform/health?reason=customer_unknown',
  );
  await screen.findByRole('list', { name: 'Parked: Customer unknown' });
  await click(await panel('Parked events'), 'Show more');
  expect(await screen.findByText(/third/)).toBeTruthy();
  expect(api.of('listParked').at(-1)?.query.cursor).toBe('next');
});

test('a job that fails tells why', async () => {
  await open({
    getHealth: health({ jobs: [job({ lastRun: run({ state: 'failed', error: 'The indexer timed out.' }) })] }),
  });
  const row = within(await panel('Jobs')).getAllByRole('row')[1];
  expect(row?.textContent).toContain('failed');
  expect(row?.textContent).toContain('The indexer timed out.');
});

test('axe finds nothing, also with a reason open and with the runs of a job', async () => {
  const { router } = await open({}, '/platform/health?reason=customer_unknown');
  await screen.findByRole('list', { name: 'Parked: Customer unknown' });
  await screen.findByLabelText('Events (days)');
  expect(await axeFaults()).toEqual([]);
  await act(async () => router.navigate({ to: '/platform/health', search: { job: 'collect-alerts' } }));
  await screen.findByRole('list', { name: 'Runs of collect-alerts' });
  expect(await axeFaults()).toEqual([]);
});

test('a source that answers and fell silent is told in the headline and in its row', async () => {
  const quiet = { forS: 32_400, usualS: 1_200 };
  await open({ getHealth: health({ sources: [source({ quiet, lastEventAt: at(540 * minute) })] }) });
  expect(await screen.findByText(/1 source answers but brings no events/)).toBeTruthy();
  const row = within(await panel('Sources')).getAllByRole('row')[1];
  expect(row?.querySelector('.error')?.textContent).toContain('no event for 9 h; usually one comes within 20 min');
  expect(row?.querySelector('.dot.is-bad')).toBeTruthy();
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { health, parkedEvent } from '../../../test/platform.ts';
import { at, kestrel, minute } from '../../../test/samples.ts';
import type { Reply } from '../../lib/api.ts';

afterEach(closeConsole);

type Parked = Reply<'getHealth'>['parked'][number];

const reason = (part: Partial<Parked> = {}): Parked => ({
  reason: 'customer_unknown',
  count: 2,
  lastAt: at(minute),
  advice: 'Give the customer this alias.',
  ...part,
});
const open = (more: Answers = {}, address = '/platform/health?reason=customer_unknown') =>
  openConsole(address, {
    getHealth: health({ parked: [reason(), reason({ reason: 'too_large', count: 1 })] }),
    getSettings: { eventRetentionDays: 90, parkedRetentionDays: 30, runRetentionDays: 30, clearedAfterMinutes: 60 },
    listParked: { items: [parkedEvent(), parkedEvent({ id: 'prk_2', documentId: 'def456' })], nextCursor: null },
    replayParked: { tried: 1, replayed: 1, stillParked: 0 },
    ...more,
  });
const panel = () => screen.findByRole('region', { name: 'Parked events' });
const list = () => screen.findByRole('list', { name: 'Parked: Customer unknown' });
const click = async (name: string | RegExp) => {
  const place = await panel();
  await act(async () => fireEvent.click(within(place).getByRole('button', { name })));
};
const pick = async (name: string) => {
  await list();
  await act(async () => fireEvent.click(screen.getByRole('checkbox', { name })));
};
const boxes = () => screen.getAllByRole<HTMLInputElement>('checkbox').map((box) => box.checked);

test('while events are tried again nothing can be tried a second time', async () => {
  let answer: (reply: object) => void = () => undefined;
  const { api } = await open({ replayParked: () => new Promise((resolve) => (answer = resolve)) });
  await list();
  await click('Try all 2 again');
  const button = within(await panel()).getByRole('button', { name: 'Try all 2 again' });
  await waitFor(() => expect(button.hasAttribute('disabled')).toBe(true));
  fireEvent.click(button);
  await act(async () => answer({ tried: 2, replayed: 2, stillParked: 0 }));
  await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
  expect(api.of('replayParked')).toHaveLength(1);
});

test('after a replay the list and the counts are read again, and nothing stays selected', async () => {
  const { api } = await open();
  await pick('Select event def456');
  api.answer('listParked', { items: [parkedEvent()], nextCursor: null });
  await click('Try 1 selected event again');
  expect(await screen.findByText('1 event tried again: 1 became part of an alert, 0 still parked.')).toBeTruthy();
  await waitFor(async () => expect(within(await list()).getAllByRole('listitem')).toHaveLength(1));
  expect(boxes()).toEqual([false, false]);
  expect(api.of('getHealth').length).toBeGreaterThan(1);
});

test('one that is still parked after its replay is not selected any more', async () => {
  await open({ replayParked: { tried: 1, replayed: 0, stillParked: 1 } });
  await pick('Select event def456');
  await click('Try 1 selected event again');
  expect(await screen.findByText('1 event tried again: 0 became part of an alert, 1 still parked.')).toBeTruthy();
  await waitFor(() => expect(boxes()).toEqual([false, false, false]));
});

test('a replay that is refused keeps what was selected, to be tried once more', async () => {
  await open({ replayParked: new Refusal(503, 'database.unavailable', 'The database does not answer.') });
  await pick('Select event abc123');
  await click('Try 1 selected event again');
  expect(await screen.findByText('The database does not answer.')).toBeTruthy();
  expect(within(await panel()).getByRole('button', { name: 'Try 1 selected event again' })).toBeTruthy();
});

test('all are selected, one is taken out again, and the box for all follows', async () => {
  await open();
  await pick('Select all shown');
  expect(boxes()).toEqual([true, true, true]);
  await pick('Select event abc123');
  expect(boxes()).toEqual([false, false, true]);
  await pick('Select event def456');
  expect(within(await panel()).queryByRole('button', { name: /selected/ })).toBeNull();
});

test('another reason opened in its place begins without a selection', async () => {
  await open();
  await pick('Select all shown');
  const other =
    within(await panel())
      .getByText('Too large')
      .closest<HTMLElement>('.reason') ?? document.body;
  await act(async () => fireEvent.click(within(other).getByRole('button', { name: 'Show' })));
  await screen.findByRole('list', { name: 'Parked: Too large' });
  expect(boxes()).toEqual([false, false, false]);
});

test('the reason that is shown can be hidden again, and the address forgets it', async () => {
  const { search } = await open();
  await list();
  await click('Hide');
  await waitFor(() => expect(screen.queryByRole('list', { name: /Parked/ })).toBeNull());
  expect(search()).toEqual({});
});

test('an event says whose it may be, where it lies and how often it was tried', async () => {
  await open({ listParked: { items: [parkedEvent({ customer: kestrel, attempts: 3 })], nextCursor: null } });
  const item = within(await list()).getByRole('listitem');
  for (const part of ['KEST', 'wazuh-alerts-4.x-2026.11.24 / abc123', '3 tries', '1 min ago'])
    expect(item.textContent).toContain(part);
});

test('a body is shown as text, whatever stands in it', async () => {
  const body = { full_log: '<img src=x onerror=alert(1)>' };
  await open({ listParked: { items: [parkedEvent({ body })], nextCursor: null } });
  const item = within(await list()).getByRole('listitem');
  await act(async () => fireEvent.click(within(item).getByRole('button', { name: 'Body of the event' })));
  expect(item.querySelector('img')).toBeNull();
  expect(item.querySelector('pre')?.textContent).toContain('<img src=x');
});

test('a next page that cannot be read is told, and is asked for again by the way on', async () => {
  const failure = new Refusal(503, 'database.unavailable', 'The database does not answer.');
  const first = { items: [parkedEvent()], nextCursor: 'prk_1' };
  const { api } = await open({ listParked: ({ query }: Asked) => (query.cursor ? failure : first) });
  await list();
  await click('Show more');
  const note = await screen.findByText(/The next ones could not be read\. The database does not answer\./);
  expect(within(await list()).getAllByRole('listitem')).toHaveLength(1);
  const second = { items: [parkedEvent({ id: 'prk_0' })], nextCursor: null };
  api.answer('listParked', ({ query }: Asked) => (query.cursor ? second : first));
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Try again' })));
  await waitFor(async () => expect(within(await list()).getAllByRole('listitem')).toHaveLength(2));
  expect(note.isConnected).toBe(false);
});

test('a reason in the address that there is none of opens no list', async () => {
  const { api } = await open({}, '/platform/health?reason=moonlight');
  await panel();
  expect(api.of('listParked')).toHaveLength(0);
});

import { screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { type Asked, Refusal } from '../../../test/fake-api.ts';
import { openPart } from '../../../test/part.tsx';
import { Evidence } from './evidence.tsx';

HTMLElement.prototype.scrollIntoView ??= () => undefined;
afterEach(() => void vi.useRealTimers());

const eventOf = (at: number) => ({
  sourceId: 'src_1',
  index: 'wazuh-alerts-4.x-2026.11.24',
  documentId: `doc${at}`,
  occurredAt: new Date(Date.UTC(2026, 10, 24, 12, 0, 60 - at)).toISOString(),
  sentence: [{ text: `event ${at} happened`, field: null }],
  fields: [
    { name: 'event.number', value: `n${at}` },
    { name: 'agent.name', value: 'ws-042' },
  ],
  body: { at },
  isTrimmed: at === 2,
});

/** The events of an alert, ten a page, newest first. */
const pages = (total: number) => (asked: Asked) => {
  const from = Number(asked.query.cursor ?? 0);
  const upTo = Math.min(total, from + Number(asked.query.limit));
  return {
    items: Array.from({ length: upTo - from }, (_, index) => eventOf(from + index + 1)),
    nextCursor: upTo < total ? String(upTo) : null,
  };
};

const open = (answer: unknown, total = 3) =>
  openPart(<Evidence alertId="alr_1" total={total} onNarrow={vi.fn()} />, { listAlertEvents: answer });

test('the newest event is shown first, with its place, its time in the own zone and its fields', async () => {
  await open(pages(3));
  expect(await screen.findByText('Event 1 of 3 · 2026-11-24 13:00:59 CET')).toBeTruthy();
  expect(screen.getByText('n1')).toBeTruthy();
});

test('the arrows walk to older events and back, and stop at both ends', async () => {
  const { press } = await open(pages(3));
  await screen.findByText('n1');
  await press('ArrowLeft');
  expect(screen.getByText('n1')).toBeTruthy();
  await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  expect(screen.getByText(/^Event 3 of 3/)).toBeTruthy();
  await press('ArrowLeft');
  expect(screen.getByText('n2')).toBeTruthy();
});

test('keys that come before the events do not lose the first one', async () => {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((done) => (answer = done));
  const { press } = await open(async (asked: Asked) => {
    await held;
    return pages(3)(asked);
  });
  await press('ArrowRight', 'ArrowLeft', 'ArrowRight');
  await act(async () => answer());
  expect(await screen.findByText(/^Event 1 of 3/)).toBeTruthy();
});

test('the next page is read before its first event is reached, and only then', async () => {
  const { press, api } = await open(pages(25), 25);
  await screen.findByText('n1');
  expect(api.of('listAlertEvents')).toHaveLength(1);
  await press(...Array.from({ length: 7 }, () => 'ArrowRight'));
  await waitFor(() => expect(api.of('listAlertEvents').map((asked) => asked.query.cursor)).toEqual([undefined, '10']));
  await press(...Array.from({ length: 5 }, () => 'ArrowRight'));
  expect(screen.getByText(/^Event 13 of 25/)).toBeTruthy();
});

test('another event begins without a field cursor, another form keeps it', async () => {
  const { press, container } = await open(pages(3));
  await screen.findByText('n1');
  const cursor = () => container.querySelector('.cur dd')?.textContent ?? null;
  await press('ArrowDown', 'ArrowDown');
  expect(cursor()).toBe('ws-042');
  await press('v', 'v', 'v');
  expect(cursor()).toBe('ws-042');
  await press('ArrowRight');
  expect(cursor()).toBe(null);
});

test('the form stays while events are walked, and says where the document lies', async () => {
  const { press } = await open(pages(3));
  await screen.findByText('n1');
  await press('v');
  expect(screen.getByText(/"at": 1/)).toBeTruthy();
  await press('ArrowRight');
  expect(screen.getByText(/"at": 2/)).toBeTruthy();
  await press('v');
  expect(screen.getByText('event 2 happened')).toBeTruthy();
  expect(screen.getByText('wazuh-alerts-4.x-2026.11.24 / doc2')).toBeTruthy();
});

test('a copy that was shortened says so', async () => {
  const { press } = await open(pages(3));
  await screen.findByText('n1');
  expect(screen.queryByText(/Shortened/)).toBe(null);
  await press('ArrowRight');
  expect(screen.getByText(/Shortened: the copy kept here holds at most 32 kB/)).toBeTruthy();
});

test('an alert of which no event is kept says so', async () => {
  await open(pages(0), 4);
  expect(await screen.findByText('No copy of an event is kept for this alert.')).toBeTruthy();
});

test('more events than the alert counted are counted as seen', async () => {
  await open(pages(3), 1);
  expect(await screen.findByText(/^Event 1 of 3/)).toBeTruthy();
});

test('a failure says what failed and can be tried again', async () => {
  const { api } = await open(new Refusal(503, 'database.unavailable', 'The database does not answer.'));
  await screen.findByText('The database does not answer.');
  api.answer('listAlertEvents', pages(1));
  await act(async () => screen.getByRole('button', { name: 'Try again' }).click());
  expect(await screen.findByText('n1')).toBeTruthy();
});

test('a failure of a further page leaves the events that are here, and is told where they end', async () => {
  const { press, api } = await open(
    (asked: Asked) => (asked.query.cursor ? new Refusal(503, 'database.unavailable', 'Away.') : pages(25)(asked)),
    25,
  );
  await screen.findByText('n1');
  await press(...Array.from({ length: 8 }, () => 'ArrowRight'));
  expect(screen.queryByRole('alert')).toBe(null);
  await press(...Array.from({ length: 4 }, () => 'ArrowRight'));
  expect(screen.getByText(/^Event 10 of 25/)).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('Older events could not be read. Away.');
  api.answer('listAlertEvents', pages(25));
  await act(async () => screen.getByRole('button', { name: 'Try again' }).click());
  await waitFor(() => expect(screen.queryByRole('alert')).toBe(null));
  await press('ArrowRight');
  expect(screen.getByText(/^Event 11 of 25/)).toBeTruthy();
});

import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../../test/findings.ts';

afterEach(closeConsole);

const rowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    row({
      id: `fnd_${first + index}`,
      number: `KEST-F-${first + index}`,
      cveId: `CVE-2026-${10_000 + first + index}`,
    }),
  );

const open = (address: string, more: Answers = {}) =>
  openConsole(address, {
    countFindings: counts(),
    getFinding: finding(),
    listFindingGroups: page([group({ findings: 12 })]),
    // A list without layout draws one screen, so the pages of a group are short here.
    listFindings: ({ query }: Asked) => {
      const size = query.group ? 5 : 50;
      if (query.cursor === 'second') return page(rowsFrom(100, size), 'third');
      return query.cursor === 'third' ? page(rowsFrom(200, 2)) : page(rowsFrom(1, size), 'second');
    },
    ...more,
  });
const more = () => screen.findByRole('button', { name: /Show more/, hidden: true });

test('a large group shows its first findings and how many are left', async () => {
  await open('/findings?open=fix-1&sel=more:fix-1');
  expect((await more()).textContent).toBe('Show more, 7 left');
});

test('the rest of a group comes by pages, until none is left', async () => {
  const { api } = await open('/findings?open=fix-1&sel=more:fix-1');
  await act(async () => fireEvent.click(await more()));
  await waitFor(() => expect(api.of('listFindings').at(-1)?.query).toMatchObject({ cursor: 'second', group: 'fix-1' }));
  expect((await more()).textContent).toBe('Show more, 2 left');
  await act(async () => fireEvent.click(await more()));
  await waitFor(() => expect(api.of('listFindings').at(-1)?.query.cursor).toBe('third'));
  await waitFor(() => expect(screen.queryByRole('button', { name: /Show more/ })).toBeNull());
});

test('Enter on the line for more asks for more', async () => {
  const { api, press } = await open('/findings?open=fix-1&sel=more:fix-1');
  await more();
  await press('Enter');
  await waitFor(() => expect(api.of('listFindings').at(-1)?.query.cursor).toBe('second'));
});

test('the flat list reads on by itself near its end', async () => {
  const { api, press } = await open('/findings?by=all');
  await screen.findAllByText('CVE-2026-10001');
  await press('End', screen.getByRole('grid'));
  await waitFor(() => expect(api.of('listFindings').some((one) => one.query.cursor === 'second')).toBe(true));
});

test('when a further page fails, what was read stays', async () => {
  const { press } = await open('/findings?by=all', {
    listFindings: ({ query }: Asked) =>
      query.cursor
        ? new Refusal(503, 'database.unavailable', 'The database does not answer.')
        : page(rowsFrom(1, 50), 'second'),
  });
  await screen.findAllByText('CVE-2026-10001');
  await press('End', screen.getByRole('grid'));
  expect(await screen.findByText('More could not be loaded.')).toBeTruthy();
  expect(screen.getAllByRole('row').length).toBeGreaterThan(10);
});

/** Answers as to a listing that is older than 15 hours: its cursor is refused until the first page was read anew. */
function aged() {
  let firsts = 0;
  return ({ query }: Asked) => {
    const size = query.group ? 5 : 50;
    if (query.cursor === 'cursor-1') return new Refusal(400, 'cursor.invalid', 'This listing is older than 15 hours.');
    if (query.cursor === 'cursor-2') return page(rowsFrom(401, 2));
    firsts += 1;
    return page(rowsFrom(firsts === 1 ? 1 : 301, size), `cursor-${firsts}`);
  };
}

const cursors = (api: { of: (name: 'listFindings') => Asked[] }) =>
  api.of('listFindings').map((one) => one.query.cursor ?? 'first');

test('a list too old to read on is read anew from its first page, and goes on from there', async () => {
  const { api, press } = await open('/findings?by=all', { listFindings: aged() });
  await screen.findAllByText('CVE-2026-10001');
  await press('End', screen.getByRole('grid'));
  await waitFor(() => expect(cursors(api)).toEqual(['first', 'cursor-1', 'first', 'cursor-2']));
  await screen.findAllByText('CVE-2026-10301');
  expect(screen.queryByText('CVE-2026-10001')).toBeNull();
});

test('the same holds within a group', async () => {
  const { api } = await open('/findings?open=fix-1&sel=more:fix-1', { listFindings: aged() });
  await act(async () => fireEvent.click(await more()));
  await screen.findByText('CVE-2026-10402');
  expect(screen.getByText('CVE-2026-10301')).toBeTruthy();
  expect(screen.queryByText('CVE-2026-10001')).toBeNull();
  expect(cursors(api)).toEqual(['first', 'cursor-1', 'first', 'cursor-2']);
});

test('a server that refuses every cursor is not asked without end', async () => {
  const { api, press } = await open('/findings?by=all', {
    listFindings: ({ query }: Asked) =>
      query.cursor ? new Refusal(400, 'cursor.invalid', 'Start from the first page.') : page(rowsFrom(1, 50), 'second'),
  });
  await screen.findAllByText('CVE-2026-10001');
  await press('End', screen.getByRole('grid'));
  await waitFor(() => expect(cursors(api)).toEqual(['first', 'second', 'first', 'second']));
  expect(await screen.findByText('More could not be loaded.')).toBeTruthy();
  expect(cursors(api)).toHaveLength(4);
});

test('more groups than one page are counted as at least so many', async () => {
  await open('/findings?open=none', { listFindingGroups: page([group()], 'next') });
  expect(await screen.findByText(/in 1\+ fix/)).toBeTruthy();
});

test('when too many match to group them all, the figures are called what they are', async () => {
  await open('/findings?open=none', { listFindingGroups: page([group()], null, true) });
  expect(await screen.findByText('too many to group them all: each figure is at least')).toBeTruthy();
  expect(screen.getByText(/in 1\+ fix/)).toBeTruthy();
});

test('closing a group does not forget what was read of it', async () => {
  const { api, press } = await open('/findings?open=fix-1&sel=group:fix-1');
  await screen.findByText('CVE-2026-10001');
  await press('Enter');
  await waitFor(() => expect(screen.queryByText('CVE-2026-10001')).toBeNull());
  await press('Enter');
  expect(await screen.findByText('CVE-2026-10001')).toBeTruthy();
  expect(api.of('listFindings').filter((one) => one.query.cursor !== undefined)).toHaveLength(0);
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { counts, finding, group, page, row } from '../../../test/findings.ts';

afterEach(closeConsole);

const cve: Record<string, string> = { 'fix-1': 'CVE-2026-10001', 'fix-2': 'CVE-2026-20002', 'fix-3': 'CVE-2026-30003' };
const of = (key: string, part = 1) =>
  row({
    id: `fnd_${key.slice(4)}${part}`,
    number: `KEST-F-${key.slice(4)}${part}`,
    cveId: cve[key] ?? '',
    asset: { id: 'ast_1', name: `ws-${key}-${part}` },
  });

const open = (address: string, more: Answers = {}) =>
  openConsole(address, {
    countFindings: counts(),
    getFinding: finding(),
    listFindingGroups: page(
      Object.keys(cve).map((key) => group({ key, title: `package of ${key}`, subtitle: '2', findings: 2 })),
    ),
    listFindings: ({ query }: Asked) => page([of(query.group ?? '')]),
    ...more,
  });
const rows = () => screen.getAllByRole('row').slice(1);
const opened = () =>
  rows().flatMap((one) => (one.getAttribute('aria-expanded') === 'true' ? [one.textContent ?? ''] : []));
const hosts = () => rows().flatMap((one) => /ws-fix-\d-\d/.exec(one.textContent ?? '')?.[0] ?? []);
const shown = (host: string) => waitFor(() => expect(hosts()).toContain(host));
const twist = (index: number) =>
  act(async () => fireEvent.click(rows()[index]?.querySelector('.twist') ?? document.body));

test('a second group opens beside the first, and both stand in the address', async () => {
  const { search } = await open('/findings?open=fix-1');
  await shown('ws-fix-1-1');
  await twist(2);
  await shown('ws-fix-2-1');
  expect(hosts()).toEqual(['ws-fix-1-1', 'ws-fix-2-1']);
  expect(search().open).toBe('fix-1,fix-2');
});

test('closing one leaves the other open and reads nothing again', async () => {
  const { api, search } = await open('/findings?open=fix-1,fix-3');
  await shown('ws-fix-3-1');
  await shown('ws-fix-1-1');
  const before = api.of('listFindings').length;
  await twist(0);
  await waitFor(() => expect(hosts()).toEqual(['ws-fix-3-1']));
  expect(search().open).toBe('fix-3');
  expect(api.of('listFindings')).toHaveLength(before);
});

test('the last one closed leaves none open, and an address of that opens none', async () => {
  const { search } = await open('/findings?open=fix-2');
  await shown('ws-fix-2-1');
  await twist(1);
  await waitFor(() => expect(opened()).toEqual([]));
  expect(search().open).toBe('none');
});

test('each group is read by its own question, in the words of the query', async () => {
  const { api } = await open('/findings?q=severity:critical&open=fix-1,fix-2');
  await shown('ws-fix-2-1');
  expect(api.of('listFindings').map((one) => [one.query.group, one.query.q])).toEqual([
    ['fix-1', 'severity:critical'],
    ['fix-2', 'severity:critical'],
  ]);
});

test('one that fails says so in its place and is tried again by itself', async () => {
  const { api } = await open('/findings?open=fix-1,fix-2', {
    listFindings: ({ query }: Asked) =>
      query.group === 'fix-1' ? new Refusal(500, 'internal', 'Something failed on our side.') : page([of('fix-2')]),
  });
  await shown('ws-fix-2-1');
  const failed = await screen.findByText(/could not be read/);
  expect(rows().findIndex((one) => one.contains(failed))).toBe(1);
  api.answer('listFindings', ({ query }: Asked) => page([of(query.group ?? '')]));
  const before = api.of('listFindings').length;
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Try again', hidden: true })));
  await shown('ws-fix-1-1');
  expect(
    api
      .of('listFindings')
      .slice(before)
      .map((one) => one.query.group),
  ).toEqual(['fix-1']);
});

test('more is read of the group whose line was pressed, not of another one', async () => {
  const { api } = await open('/findings?open=fix-1,fix-2&sel=group:fix-1', {
    listFindings: ({ query }: Asked) =>
      query.cursor ? page([of(query.group ?? '', 2)]) : page([of(query.group ?? '')], 'second'),
  });
  await shown('ws-fix-2-1');
  await waitFor(() => expect(screen.getAllByRole('button', { name: /Show more/, hidden: true })).toHaveLength(2));
  const second = screen.getAllByRole('button', { name: /Show more/, hidden: true })[1];
  await act(async () => fireEvent.click(second ?? document.body));
  await shown('ws-fix-2-2');
  expect(
    api
      .of('listFindings')
      .filter((one) => one.query.cursor)
      .map((one) => one.query.group),
  ).toEqual(['fix-2']);
  expect(hosts()).toEqual(['ws-fix-1-1', 'ws-fix-2-1', 'ws-fix-2-2']);
});

test('reading again reads the list and every open group', async () => {
  const { api, press } = await open('/findings?open=fix-1,fix-2');
  await shown('ws-fix-2-1');
  const before = api.of('listFindings').length;
  await press('n');
  await waitFor(() =>
    expect(
      api
        .of('listFindings')
        .slice(before)
        .map((one) => one.query.group),
    ).toEqual(['fix-1', 'fix-2']),
  );
});

test('another question closes what was open: its groups are others', async () => {
  const { search } = await open('/findings?open=fix-2,fix-3');
  await shown('ws-fix-3-1');
  const facet = within(await screen.findByRole('complementary', { name: 'Filters' })).getByRole('checkbox', {
    name: /Critical/,
  });
  await act(async () => fireEvent.click(facet));
  await waitFor(() => expect(search().q).toBe('status:open severity:critical'));
  expect(search().open).toBeUndefined();
  await waitFor(() => expect(opened()).toEqual([]));
});

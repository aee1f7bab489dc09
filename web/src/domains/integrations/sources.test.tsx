import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Source } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { connection, connectors, source } from '../../../test/platform.ts';
import { at, kestrel, minute } from '../../../test/samples.ts';

afterEach(closeConsole);

const open = (part: Partial<Source> = {}, more: Answers = {}) =>
  openConsole('/platform/connectors?sel=con_1', {
    listConnectors: { items: connectors },
    listConnections: { items: [connection({ sources: [source(part)] })] },
    updateSource: source(),
    runSource: { runId: 'run_1' },
    ...more,
  });
const card = async () => {
  const pane = await screen.findByRole('region', { name: 'Connection Wazuh indexer Kestrel' });
  return within(pane).getByText('wazuh-alerts-*').closest<HTMLElement>('.card') ?? pane;
};
const edit = async () => {
  await act(async () => fireEvent.click(within(await card()).getByRole('button', { name: 'Change Alerts' })));
  return screen.findByRole('dialog');
};
const save = (dialog: HTMLElement) =>
  act(async () => fireEvent.click(within(dialog).getByRole('button', { name: 'Save' })));

test('a source that waits for what is sent is neither late nor fetched', async () => {
  await open({ delivery: 'push', lagS: null });
  const place = await card();
  expect(place.textContent).toContain('takes what is sent');
  expect(within(place).queryByRole('button', { name: 'Read now' })).toBeNull();
});

test('several sources of one name are told apart by whose they are', async () => {
  await open({}, { listConnections: { items: [connection({ sources: [source({ customer: kestrel })] })] } });
  expect(within(await card()).getByText('Kestrel Logistics')).toBeTruthy();
});

test('a paused source says so instead of a lag, and is not read by hand', async () => {
  await open({ isEnabled: false });
  const place = await card();
  expect(place.textContent).toContain('paused');
  expect(place.textContent).not.toContain('behind');
  expect(within(place).queryByRole('button', { name: 'Read now' })).toBeNull();
});

test('a source that was never read says so', async () => {
  await open({ lagS: null, lastOkAt: null });
  expect((await card()).textContent).toContain('not read yet');
});

test('a source that takes what is sent is never called unread', async () => {
  await open({ lagS: null, lastOkAt: null, delivery: 'push' });
  const place = await card();
  expect(place.textContent).toContain('takes what is sent');
  expect(place.textContent).not.toContain('not read yet');
});

test('a failing source tells its sentence and when it last answered', async () => {
  await open({ lastError: 'One shard does not answer.', lastOkAt: at(43 * minute) });
  expect((await card()).textContent).toContain('One shard does not answer. last answer 43 min ago');
});

test('one source is read by hand', async () => {
  const { api } = await open();
  await act(async () => fireEvent.click(within(await card()).getByRole('button', { name: 'Read now' })));
  await waitFor(() => expect(api.of('runSource').map((one) => one.params.sourceId)).toEqual(['src_1']));
  expect(await screen.findByText('Reading 1 source now.')).toBeTruthy();
});

test('a reading that is refused is told', async () => {
  await open({}, { runSource: new Refusal(404, 'source.not_found', 'There is no such source.') });
  await act(async () => fireEvent.click(within(await card()).getByRole('button', { name: 'Read now' })));
  expect(await screen.findByText('There is no such source.')).toBeTruthy();
});

test('a source is paused in its dialog', async () => {
  const { api } = await open();
  const dialog = await edit();
  await act(async () => fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Pause' })));
  await save(dialog);
  await waitFor(() => expect(api.of('updateSource')[0]?.body).toEqual({ isEnabled: false }));
});

test('what was left as it was is not sent', async () => {
  const { api } = await open();
  const dialog = await edit();
  await act(async () =>
    fireEvent.change(within(dialog).getByLabelText('Every (seconds)'), { target: { value: '60' } }),
  );
  await save(dialog);
  await waitFor(() => expect(api.of('updateSource')[0]?.body).toEqual({ everyS: 60 }));
});

test('a change by somebody else keeps the dialog and says what happened', async () => {
  await open({}, { updateSource: new Refusal(412, 'version.conflict', 'Somebody changed it.') });
  const dialog = await edit();
  await act(async () => fireEvent.change(within(dialog).getByLabelText('From level'), { target: { value: '3' } }));
  await save(dialog);
  expect(await within(dialog).findByText(/Somebody changed it since you read it/)).toBeTruthy();
});

test.each([
  ['alerts', 'pull', ['Read from', 'From level', 'Every (seconds)']],
  ['alerts', 'push', ['From level']],
  // States and agents are read whole: a start or a level would change nothing.
  ['findings', 'pull', ['Every (seconds)']],
  ['agents', 'pull', ['Every (seconds)']],
] as const)('a source of %s by %s is asked only for what changes something', async (purpose, delivery, labels) => {
  await open({ purpose, delivery });
  const dialog = await edit();
  const shown = ['Read from', 'From level', 'Every (seconds)'].filter((label) =>
    within(dialog).queryByLabelText(label),
  );
  expect(shown).toEqual(labels);
});

test('axe finds nothing on the list, in the pane and in the dialog', async () => {
  await open();
  await card();
  expect(await axeFaults()).toEqual([]);
  await edit();
  expect(await axeFaults()).toEqual([]);
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal, Told } from '../../../test/fake-api.ts';
import { connection, connectors, source, step } from '../../../test/platform.ts';
import { at, minute, reader } from '../../../test/samples.ts';

afterEach(closeConsole);

const hook = connection({
  id: 'con_2',
  kind: 'webhook',
  name: 'Manager of Aurora',
  baseUrl: null,
  config: {},
  secretNames: ['secret'],
  steps: [],
  sources: [source({ id: 'src_9', connectionId: 'con_2', delivery: 'push', lagS: null, parked: 4 })],
});

const open = (more: Answers = {}, address = '/platform/connectors?sel=con_1') =>
  openConsole(address, {
    listConnectors: { items: connectors },
    listConnections: { items: [connection(), hook] },
    updateConnection: connection(),
    probeConnection: connection(),
    runSource: { runId: 'run_1' },
    ...more,
  });
const pane = (name = 'Wazuh indexer Kestrel') => screen.findByRole('region', { name: `Connection ${name}` });
const click = (name: string | RegExp, place: HTMLElement = document.body) =>
  act(async () => fireEvent.click(within(place).getByRole('button', { name })));

test('each connection says whether it answers, what it reads and how far behind it is', async () => {
  await open();
  const row = (await screen.findAllByRole('row')).find((one) => one.textContent?.includes('Wazuh indexer 4.14'));
  expect(row?.textContent).toContain('Answers');
  expect(row?.textContent).toContain('alerts, findings');
  expect(row?.textContent).toContain('10 min');
});

test('the pane says of each source from when, from which level and how often it is read', async () => {
  await open();
  const place = await pane();
  const card = within(place).getByText('wazuh-alerts-*').closest('.card');
  expect(card?.textContent).toContain('level 7 and above');
  expect(card?.textContent).toContain('every 10 s');
  expect(card?.textContent).toContain('8 s behind');
  expect(within(place).getByText('wazuh-states-vulnerabilities-*').closest('.card')?.textContent).toContain(
    'everything there is',
  );
});

test('secrets are never shown, only that they are set', async () => {
  await open();
  expect((await pane()).textContent).toContain('set, never shown');
});

test('the last check is shown as its steps', async () => {
  await open();
  const list = within(await pane()).getByRole('list', { name: 'Steps of the check' });
  expect(within(list).getAllByRole('listitem')).toHaveLength(2);
});

test('checking again asks the server and reads the connection anew', async () => {
  const { api } = await open();
  await click('Check again', await pane());
  await waitFor(() => expect(api.of('probeConnection')[0]?.params).toEqual({ connectionId: 'con_1' }));
  await waitFor(() => expect(api.of('listConnections').length).toBeGreaterThan(1));
});

test('a check shows each step when it is done, and what is to come, instead of the last check', async () => {
  const { promise: isDone, resolve: end } = Promise.withResolvers<void>();
  const resolved = step({ title: 'Name resolved anew' });
  const { api } = await open({
    listConnections: { items: [connection({ steps: [step({ title: 'Seen at the last check' })] })] },
    probeConnection: new Told(async function* () {
      yield { progress: { step: resolved } };
      await isDone;
      yield { reply: connection({ steps: [resolved] }) };
    }),
  });
  const place = await pane();
  const steps = () => within(place).getByRole('list', { name: 'Steps of the check' });
  expect(steps().textContent).toContain('Seen at the last check');
  await click('Check again', place);
  await waitFor(() => expect(steps().textContent).toContain('Name resolved anew'));
  expect(steps().getAttribute('aria-busy')).toBe('true');
  expect(steps().textContent).not.toContain('Seen at the last check');
  expect(within(steps()).getAllByRole('listitem').length).toBeGreaterThan(2);
  api.answer('listConnections', { items: [connection({ steps: [resolved] })] });
  await act(async () => end());
  await waitFor(() => expect(within(steps()).getAllByRole('listitem')).toHaveLength(1));
});

test('a pause names the version that was read', async () => {
  const { api } = await open();
  await click('Pause', await pane());
  await waitFor(() => expect(api.of('updateConnection')).toHaveLength(1));
  const asked = api.of('updateConnection')[0];
  expect(asked?.body).toEqual({ isEnabled: false });
  expect(asked?.headers.get('if-match')).toBe('"5"');
  expect(await screen.findByText(/is paused. Nothing is read until it is resumed/)).toBeTruthy();
});

test('a change by somebody else in between is told, and the connection is read again', async () => {
  const { api } = await open({ updateConnection: new Refusal(412, 'version.conflict', 'Somebody changed it.') });
  await click('Pause', await pane());
  expect(await screen.findByText(/Somebody changed it since you read it/)).toBeTruthy();
  await waitFor(() => expect(api.of('listConnections').length).toBeGreaterThan(1));
});

test('reading now starts every source that is fetched', async () => {
  const { api } = await open();
  const place = await pane();
  const actions = place.querySelector<HTMLElement>('.actions');
  await click('Read now', actions ?? place);
  await waitFor(() => expect(api.of('runSource').map((one) => one.params.sourceId)).toEqual(['src_1', 'src_2']));
});

test('only what was changed is sent, and a changed login is checked', async () => {
  const { api } = await open();
  await click('Edit', await pane());
  const dialog = await screen.findByRole('dialog');
  await act(async () => fireEvent.change(within(dialog).getByLabelText('User'), { target: { value: 'wf-new' } }));
  await click('Save and check', dialog);
  await waitFor(() => expect(api.of('updateConnection')).toHaveLength(1));
  const body = api.of('updateConnection')[0]?.body as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(['config']);
  expect(body.config).toMatchObject({ username: 'wf-new' });
  await waitFor(() => expect(api.of('probeConnection')).toHaveLength(1));
});

test('a password that is left empty stays as it is; a new one is sent', async () => {
  const { api } = await open();
  await click('Edit', await pane());
  const dialog = await screen.findByRole('dialog');
  expect((within(dialog).getByLabelText('Password') as HTMLInputElement).value).toBe('');
  await act(async () => fireEvent.change(within(dialog).getByLabelText('Password'), { target: { value: 'next' } }));
  await click('Save and check', dialog);
  await waitFor(() => expect(api.of('updateConnection')[0]?.body).toMatchObject({ secrets: { password: 'next' } }));
});

test('a new name alone is saved without a check', async () => {
  const { api } = await open();
  await click('Edit', await pane());
  const dialog = await screen.findByRole('dialog');
  await act(async () => fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'Kestrel' } }));
  await click('Save and check', dialog);
  await waitFor(() => expect(api.of('updateConnection')[0]?.body).toEqual({ name: 'Kestrel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.of('probeConnection')).toHaveLength(0);
});

test('deleting asks once, says what stays, and leaves the list', async () => {
  const { api, search } = await open({ deleteConnection: {} });
  await click('Delete', await pane());
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('Alerts and findings that it brought stay.');
  expect(api.of('deleteConnection')).toHaveLength(0);
  await click('Delete Wazuh indexer Kestrel', dialog);
  await waitFor(() => expect(api.of('deleteConnection')).toHaveLength(1));
  await waitFor(() => expect(search().sel).toBe('none'));
});

test('a source is changed with its own version', async () => {
  const { api } = await open({ updateSource: source() });
  await click('Change Alerts', await pane());
  const dialog = await screen.findByRole('dialog');
  await act(async () => fireEvent.change(within(dialog).getByLabelText('From level'), { target: { value: '10' } }));
  await act(async () => fireEvent.change(within(dialog).getByLabelText('Read from'), { target: { value: '7d' } }));
  await click('Save', dialog);
  await waitFor(() => expect(api.of('updateSource')).toHaveLength(1));
  const asked = api.of('updateSource')[0];
  expect(asked?.body).toEqual({ since: '7d', minLevel: 10 });
  expect(asked?.headers.get('if-match')).toBe('"3"');
});

test.each([
  ['nothing was sent yet', null],
  ['last message 1 min ago', at(minute)],
])('a webhook is sent to, so it never owes an answer: %s', async (words, lastOkAt) => {
  await openConsole('/platform/connectors?sel=con_2', {
    listConnections: { items: [connection({ id: 'con_2', kind: 'webhook', name: 'Hook', baseUrl: null, lastOkAt })] },
    listConnectors: { items: connectors },
  });
  const pane = await screen.findByRole('region', { name: 'Connection Hook' });
  expect(within(pane).getByText(words)).toBeTruthy();
  expect(pane.textContent).not.toContain('answer');
});

test('a webhook has no check, but a new pair that is shown once', async () => {
  await open(
    { rotateWebhook: { url: 'https://wf.example/api/v1/hooks/n', secret: 'whsec_new' } },
    '/platform/connectors?sel=con_2',
  );
  const place = await pane('Manager of Aurora');
  expect(within(place).queryByRole('button', { name: 'Check again' })).toBeNull();
  await click('New address and secret', place);
  await click('Make the new pair', await screen.findByRole('dialog'));
  expect(((await screen.findByLabelText('Secret')) as HTMLInputElement).value).toBe('whsec_new');
});

test('demo data is not asked, so there is nothing to check', async () => {
  await open({
    listConnections: { items: [connection({ kind: 'demo', name: 'Demo', baseUrl: null, isDemo: true, steps: [] })] },
  });
  const place = await pane('Demo');
  expect(within(place).getByText('Demo data')).toBeTruthy();
  // Nothing about it can be changed to any effect; how to be rid of it is said instead.
  expect(within(place).queryAllByRole('button')).toEqual([]);
  expect(within(place).getByText(/wf demo remove/)).toBeTruthy();
  expect(within(place).getByRole('link', { name: 'demo-remove' }).getAttribute('href')).toBe('/platform/health');
});

test('parked events of a source lead to where they are', async () => {
  await open({}, '/platform/connectors?sel=con_2');
  const link = within(await pane('Manager of Aurora')).getByRole('link', { name: '4 parked' });
  expect(link.getAttribute('href')).toBe('/platform/health');
});

test('a failing connection says what failed', async () => {
  await open({
    listConnections: {
      items: [
        connection({
          status: 'failing',
          statusDetail: 'Login: refused (401).',
          steps: [step({ id: 'login', title: 'Login', state: 'failed', remedy: 'Check user wf-reader.' })],
        }),
      ],
    },
  });
  const place = await pane();
  expect(within(place).getByText('Login: refused (401).')).toBeTruthy();
  expect(within(place).getByText(/Check user wf-reader/)).toBeTruthy();
});

test('who may only read sees everything and no way to change it', async () => {
  await open({ getSession: reader });
  const place = await pane();
  for (const name of ['Pause', 'Edit', 'Delete', 'Check again', 'Read now', 'Change Alerts'])
    expect(within(place).queryByRole('button', { name })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Connect Wazuh' })).toBeNull();
  expect(within(place).getByText(/not change them/)).toBeTruthy();
});

test('j walks to the next connection', async () => {
  const { press, search } = await open();
  await pane();
  await press('j');
  await waitFor(() => expect(search().sel).toBe('con_2'));
});

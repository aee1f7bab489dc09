import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Connection } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { connection, connectors, source, step } from '../../../test/platform.ts';
import { harbor } from '../../../test/samples.ts';

afterEach(closeConsole);

const print = `9A:41:${'0B:'.repeat(29)}C7`;
const open = async (part: Partial<Connection> = {}, more: Answers = {}) => {
  const console = await openConsole('/platform/connectors?sel=con_1', {
    listConnectors: { items: connectors },
    listConnections: { items: [connection(part)] },
    updateConnection: connection(),
    probeConnection: connection(),
    ...more,
  });
  await screen.findByRole('region', { name: /^Connection / });
  return console;
};
const dialog = async () => {
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Edit' })));
  return within(await screen.findByRole('dialog'));
};
const change = (field: HTMLElement, value: string) => act(async () => fireEvent.change(field, { target: { value } }));
const save = async () => {
  await act(async () => fireEvent.submit(screen.getByRole('button', { name: /^Save/ })));
};
const sent = async (api: Awaited<ReturnType<typeof open>>['api']) => {
  await waitFor(() => expect(api.of('updateConnection')).toHaveLength(1));
  return api.of('updateConnection')[0]?.body;
};

test.each([
  ['pin', 'SHA-256 fingerprint', ` ${print} `, { verify: 'pin', fingerprint: print }],
  [
    'ca',
    'Authority (PEM)',
    '-----BEGIN CERTIFICATE-----\nabc',
    { verify: 'ca', ca: '-----BEGIN CERTIFICATE-----\nabc' },
  ],
])('another trust (%s) is sent whole, alone, and is checked', async (verify, label, value, tls) => {
  const { api } = await open();
  const form = await dialog();
  await change(form.getByLabelText('Certificate'), verify);
  await change(form.getByLabelText(label), value);
  await save();
  expect(await sent(api)).toEqual({ tls });
  await waitFor(() => expect(api.of('probeConnection')).toHaveLength(1));
});

test('the dialog leads to the guide of the very product', async () => {
  await open({ kind: 'wazuh-manager' });
  const guide = (await dialog()).getByRole('link', { name: 'Guide: Wazuh manager' });
  expect(guide.getAttribute('href')).toBe('/docs/connectors/wazuh-manager.md');
});

test('the way back to the authorities of the system is sent too', async () => {
  const { api } = await open({ tls: { verify: 'pin', fingerprint: print } });
  const form = await dialog();
  expect(form.getByLabelText<HTMLInputElement>('SHA-256 fingerprint').value).toBe(print);
  await change(form.getByLabelText('Certificate'), 'system');
  expect(form.queryByLabelText('SHA-256 fingerprint')).toBeNull();
  await save();
  expect(await sent(api)).toEqual({ tls: { verify: 'system' } });
});

test('there is no way to trust just anything', async () => {
  await open();
  const choices = within((await dialog()).getByLabelText('Certificate')).getAllByRole<HTMLOptionElement>('option');
  expect(choices.map((one) => one.value)).toEqual(['system', 'ca', 'pin']);
});

test.each([
  ['another customer', harbor.id, { customerId: harbor.id }],
  ['none, which means the default one', '', { customerId: null }],
])('its events are given to %s without a check: nothing of the reading changes', async (_name, value, body) => {
  const { api } = await open();
  await change((await dialog()).getByLabelText('Whose events, when none is named'), value);
  await save();
  expect(await sent(api)).toEqual(body);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.of('probeConnection')).toHaveLength(0);
});

test('a changed setting leaves the settings that the form does not know as they are', async () => {
  const { api } = await open({ config: { username: 'wf-reader', hidden: 'kept' } });
  await change((await dialog()).getByLabelText('User'), 'wf-new');
  await save();
  expect(await sent(api)).toEqual({ config: expect.objectContaining({ username: 'wf-new', hidden: 'kept' }) });
});

test('an address typed without its scheme is the same address', async () => {
  const { api } = await open();
  await change((await dialog()).getByLabelText('Address'), 'wazuh.kestrel.example:9200');
  await save();
  expect(await sent(api)).toEqual({});
});

test('a refused address is told at its field, and the dialog stays', async () => {
  const errors = [{ pointer: '/url', message: 'This address may not be reached.' }];
  await open({}, { updateConnection: new Refusal(400, 'request.invalid', 'A field is wrong.', errors) });
  const form = await dialog();
  await change(form.getByLabelText('Address'), 'https://169.254.169.254');
  await save();
  await form.findByText('This address may not be reached.');
  expect(form.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
});

test('a webhook has a name and a customer to edit, and nothing to check', async () => {
  const { api } = await open({
    kind: 'webhook',
    name: 'Manager',
    baseUrl: null,
    config: {},
    secretNames: ['secret'],
    sources: [source({ delivery: 'push', lagS: null })],
  });
  const form = await dialog();
  expect(form.queryByLabelText('Address')).toBeNull();
  expect(form.queryByLabelText('Certificate')).toBeNull();
  await change(form.getByLabelText('Name'), 'Manager of Kestrel');
  await save();
  expect(await sent(api)).toEqual({ name: 'Manager of Kestrel' });
});

test('a certificate is trusted from the last check, which is then made again', async () => {
  const failed = step({ id: 'tls', title: 'TLS', state: 'failed', evidence: 'unknown authority', fingerprint: print });
  const { api } = await open({ steps: [failed] });
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'trust this one' })));
  expect(await sent(api)).toEqual({ tls: { verify: 'pin', fingerprint: print } });
  await waitFor(() => expect(api.of('probeConnection')).toHaveLength(1));
});

test('axe finds nothing in the dialog, nor in the pane with a role to show', async () => {
  await open({
    steps: [step({ id: 'states', title: 'May not read', state: 'failed', evidence: 'refused', role: 'PUT …' })],
  });
  expect(await axeFaults()).toEqual([]);
  await dialog();
  expect(await axeFaults()).toEqual([]);
});

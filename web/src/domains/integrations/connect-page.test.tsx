import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal, Told } from '../../../test/fake-api.ts';
import { connection, connectors, step } from '../../../test/platform.ts';
import { kestrel, reader } from '../../../test/samples.ts';

afterEach(closeConsole);

const fingerprint = `9A:41:${'0B:'.repeat(29)}C7`;
const good = [
  step(),
  step({ id: 'tcp', title: 'Port answers', durationMs: 1 }),
  step({ id: 'tls', title: 'TLS', durationMs: 11 }),
  step({ id: 'login', title: 'Login', durationMs: 38, evidence: 'wf-reader, roles: reader' }),
];
const untrusted = step({
  id: 'tls',
  title: 'TLS',
  state: 'failed',
  evidence: 'The certificate is signed by itself.',
  remedy: 'Compare the fingerprint on the server, then trust it.',
  fingerprint,
});
const preview = {
  perDay: 140.4,
  samples: [
    { title: 'sshd: authentication failed', level: 5, at: '2026-11-24T12:00:00.000Z', host: 'web-1' },
    { title: 'Word started PowerShell', level: 12, at: null, host: null },
  ],
};
const reply = (part: object = {}) => ({ kind: 'wazuh-indexer', isOk: true, steps: good, preview, ...part });

const open = (more: Answers = {}, address = '/platform/connectors/new') =>
  openConsole(address, {
    listConnectors: { items: connectors },
    probeDraft: reply(),
    createConnection: connection(),
    ...more,
  });

const type = (label: string, value: string) =>
  act(async () => fireEvent.change(screen.getByLabelText(label), { target: { value } }));
const fill = async () => {
  await screen.findByRole('heading', { level: 1, name: 'Connect Wazuh' });
  await type('Address', 'wazuh.kestrel.example:9200');
  await type('User', 'wf-reader');
  await type('Password', 'secret words');
};
const click = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })));
const whole = () => screen.findByRole('region', { name: 'What would come in' });

test('three fields are asked, no more', async () => {
  await open();
  await screen.findByRole('heading', { level: 1, name: 'Connect Wazuh' });
  const form = document.querySelector('.sheet form');
  const shown = [...(form?.querySelectorAll('input:not([type=file])') ?? [])];
  expect(shown).toHaveLength(3);
  expect(screen.getByLabelText('Password').getAttribute('type')).toBe('password');
});

test('a check cannot start before the fields are filled', async () => {
  await open();
  await screen.findByRole('heading', { level: 1, name: 'Connect Wazuh' });
  expect(screen.getByRole('button', { name: 'Check' }).hasAttribute('disabled')).toBe(true);
  await fill();
  expect(screen.getByRole('button', { name: 'Check' }).hasAttribute('disabled')).toBe(false);
});

test('a check sends address, login and trust, and finds out the kind', async () => {
  const { api } = await open();
  await fill();
  await click('Check');
  await whole();
  expect(api.of('probeDraft')[0]?.body).toEqual({
    kind: 'auto',
    url: 'https://wazuh.kestrel.example:9200',
    config: { username: 'wf-reader' },
    secrets: { password: 'secret words' },
    tls: { verify: 'system' },
    minLevel: 7,
  });
});

test('while a step hangs the ones before it stand there, and a break of the network is told beside them', async () => {
  const { promise: hangs, resolve: breakOff } = Promise.withResolvers<void>();
  await open({
    probeDraft: new Told(async function* () {
      for (const one of good.slice(0, 2)) yield { progress: { kind: 'wazuh-indexer', step: one } };
      await hangs;
    }),
  });
  await fill();
  await click('Check');
  const list = await screen.findByRole('list', { name: 'Steps of the check' });
  const classes = () =>
    within(list)
      .getAllByRole('listitem')
      .map((item) => item.className);
  await waitFor(() => expect(classes().slice(0, 4)).toEqual(['ok', 'ok', 'asking', 'waiting']));
  await act(async () => breakOff());
  expect((await screen.findByRole('alert')).textContent).toContain('ended before the work did');
  expect(classes().slice(0, 4)).toEqual(['ok', 'ok', 'waiting', 'waiting']);
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
});

test('steps come to sight in their order with time and evidence', async () => {
  await open();
  await fill();
  await click('Check');
  const list = await screen.findByRole('list', { name: 'Steps of the check' });
  await whole();
  const shown = within(list).getAllByRole('listitem');
  expect(shown.map((item) => item.className)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(shown[3]?.textContent).toContain('38 ms');
  expect(shown[3]?.textContent).toContain('wf-reader, roles: reader');
  expect(shown[0]?.textContent).toContain('passed');
});

test('what is still to come is listed before the first check', async () => {
  await open();
  const list = await screen.findByRole('list', { name: 'Steps of the check' });
  expect(within(list).getByText('Name found').closest('li')?.className).toBe('waiting');
  expect(within(list).getByText('May read vulnerability states')).toBeTruthy();
});

test('trusting one certificate pins its fingerprint and checks again', async () => {
  const { api } = await open({
    probeDraft: ({ body }: Asked) =>
      (body as { tls: { verify: string } }).tls.verify === 'pin'
        ? reply()
        : reply({ kind: null, isOk: false, steps: [good[0], good[1], untrusted], preview: null }),
  });
  await fill();
  await click('Check');
  expect(await screen.findByText(/Compare the fingerprint on the server/)).toBeTruthy();
  await click('trust this one');
  await whole();
  expect(api.of('probeDraft')[1]?.body).toMatchObject({ tls: { verify: 'pin', fingerprint } });
  await click('Save');
  await waitFor(() =>
    expect(api.of('createConnection')[0]?.body).toMatchObject({ tls: { verify: 'pin', fingerprint } }),
  );
});

test('an own authority goes with the check', async () => {
  const { api } = await open();
  await fill();
  await act(async () => fireEvent.click(screen.getByText('The certificate is signed by a private CA')));
  await type('Authority (PEM)', '-----BEGIN CERTIFICATE-----\nabc');
  await click('Check');
  await whole();
  expect(api.of('probeDraft')[0]?.body).toMatchObject({
    tls: { verify: 'ca', ca: '-----BEGIN CERTIFICATE-----\nabc' },
  });
});

test('when nobody lets us in, nothing can be saved', async () => {
  await open({
    probeDraft: reply({
      kind: null,
      isOk: false,
      preview: null,
      steps: [step({ id: 'login', title: 'Login refused', state: 'failed', remedy: 'Check user and password.' })],
    }),
  });
  await fill();
  await click('Check');
  expect(await screen.findByText(/Check user and password/)).toBeTruthy();
  const save = screen.getByRole('button', { name: /Save/ });
  expect(save.hasAttribute('disabled')).toBe(true);
});

test('a right that is missing may be left missing, and the button says so', async () => {
  await open({
    probeDraft: reply({
      isOk: false,
      steps: [...good, step({ id: 'states', title: 'May not read vulnerability states', state: 'failed' })],
    }),
  });
  await fill();
  await click('Check');
  await whole();
  expect(screen.getByRole('button', { name: 'Save without what failed' }).hasAttribute('disabled')).toBe(false);
});

test('a changed field asks for another check before it can be saved', async () => {
  await open();
  await fill();
  await click('Check');
  await whole();
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(false);
  await type('User', 'other');
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
  expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
});

test('the preview shows the volume and the events as they would look', async () => {
  await open();
  await fill();
  await click('Check');
  const region = await whole();
  expect(within(region).getByText('About 140 a day at level 7 and above.')).toBeTruthy();
  expect(within(region).getByText('sshd: authentication failed')).toBeTruthy();
});

test('another level renews the volume and leaves the steps where they are', async () => {
  const { api } = await open();
  await fill();
  await click('Check');
  const region = await whole();
  api.answer('probeDraft', reply({ preview: { perDay: 12, samples: [] } }));
  await act(async () => fireEvent.change(within(region).getByLabelText('From level'), { target: { value: '12' } }));
  expect(await within(region).findByText('About 12 a day at level 12 and above.')).toBeTruthy();
  expect(api.of('probeDraft')[1]?.body).toMatchObject({ minLevel: 12 });
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(false);
});

test('saving says from where, from which level and for whom, and leads to the connection', async () => {
  const { api, search } = await open();
  await fill();
  await click('Check');
  const region = await whole();
  const choose = (label: string, value: string) =>
    act(async () => fireEvent.change(within(region).getByLabelText(label), { target: { value } }));
  await choose('Read from', 'all');
  await choose('Whose events, when none is named', kestrel.id);
  await click('Save');
  await waitFor(() => expect(location.pathname).toBe('/platform/connectors'));
  expect(search().sel).toBe('con_1');
  expect(api.of('createConnection')[0]?.body).toMatchObject({
    kind: 'auto',
    since: 'all',
    minLevel: 7,
    customerId: kestrel.id,
    secrets: { password: 'secret words' },
  });
  expect(await screen.findByText(/is connected. Reading has begun/)).toBeTruthy();
});

test('a refused address stands at its field', async () => {
  await open({
    probeDraft: new Refusal(400, 'request.invalid', 'url: Enter the address.', [
      { pointer: '/url', message: 'Enter an address like https://host:9200.' },
    ]),
  });
  await fill();
  await click('Check');
  await screen.findByText('Enter an address like https://host:9200.');
  expect(screen.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
});

test('a blocked address is told in its own words', async () => {
  await open({ probeDraft: new Refusal(403, 'connection.blocked', 'The address may not be reached from here.') });
  await fill();
  await click('Check');
  expect(await screen.findByText('The address may not be reached from here.')).toBeTruthy();
});

test('a failed save keeps the form as it is', async () => {
  await open({ createConnection: new Refusal(409, 'connection.exists', 'This address is connected already.') });
  await fill();
  await click('Check');
  await whole();
  await click('Save');
  expect(await screen.findByText('This address is connected already.')).toBeTruthy();
  expect((screen.getByLabelText('User') as HTMLInputElement).value).toBe('wf-reader');
});

test("the installer's file fills the login", async () => {
  await open();
  await screen.findByRole('heading', { level: 1, name: 'Connect Wazuh' });
  const file = new File(["  indexer_username: 'admin'\n  indexer_password: 'pw'\n"], 'wazuh-passwords.txt');
  const place = screen.getByLabelText('choose it');
  await act(async () => fireEvent.change(place, { target: { files: [file] } }));
  await waitFor(() => expect((screen.getByLabelText('User') as HTMLInputElement).value).toBe('admin'));
  expect((screen.getByLabelText('Password') as HTMLInputElement).value).toBe('pw');
  expect(await screen.findByText(/one that may only read is safer/)).toBeTruthy();
});

test('a file without a login changes nothing and says so', async () => {
  await open();
  await screen.findByRole('heading', { level: 1, name: 'Connect Wazuh' });
  await act(async () =>
    fireEvent.change(screen.getByLabelText('choose it'), { target: { files: [new File(['hello'], 'a.txt')] } }),
  );
  expect(await screen.findByText('This file holds no login of a Wazuh installer.')).toBeTruthy();
  expect((screen.getByLabelText('User') as HTMLInputElement).value).toBe('');
});

test('another product is drawn from its own fields', async () => {
  const { api } = await open({}, '/platform/connectors/new?kind=wazuh-manager');
  await screen.findByRole('heading', { level: 1, name: 'Connect Wazuh manager' });
  await type('Address', 'https://wazuh.example:55000');
  await type('User', 'wf');
  await type('Password', 'pw');
  await act(async () => fireEvent.click(screen.getByRole('checkbox', { name: /Cluster/ })));
  await click('Check');
  await whole();
  expect(api.of('probeDraft')[0]?.body).toMatchObject({
    kind: 'wazuh-manager',
    config: { username: 'wf', perMinute: 200, hasCluster: true, mode: 'all' },
  });
});

test.each([
  ['', ['wazuh-indexer', 'wazuh-manager']],
  ['?kind=wazuh-manager', ['wazuh-manager']],
  ['?kind=webhook', ['webhook']],
])('the form at new%s leads to its guide, beside the form', async (address, kinds) => {
  await open({}, `/platform/connectors/new${address}`);
  const links = await screen.findAllByRole('link', { name: /^Guide: / });
  expect(links.map((link) => [link.getAttribute('href'), link.getAttribute('target')])).toEqual(
    kinds.map((kind) => [`/docs/connectors/${kind}.md`, '_blank']),
  );
});

test('a product that does not exist is said to be lost', async () => {
  await open({}, '/platform/connectors/new?kind=nothing');
  expect(await screen.findByText('There is no such page')).toBeTruthy();
});

test('a webhook shows its address and secret once, then leads to it', async () => {
  const { api } = await open(
    {
      createWebhook: {
        connection: connection({ id: 'con_9', kind: 'webhook' }),
        url: 'https://wf.example/api/v1/hooks/k',
        secret: 'whsec_abc',
      },
    },
    '/platform/connectors/new?kind=webhook',
  );
  await screen.findByRole('heading', { level: 1, name: 'New webhook' });
  await type('Name', 'Manager of Kestrel');
  await click('Make address and secret');
  expect(((await screen.findByLabelText('Secret')) as HTMLInputElement).value).toBe('whsec_abc');
  expect(screen.getByText(/cannot be shown again/)).toBeTruthy();
  expect(api.of('createWebhook')[0]?.body).toEqual({ name: 'Manager of Kestrel', minLevel: 7, customerId: null });
  await click('I have copied both');
  await waitFor(() => expect(location.search).toContain('sel=con_9'));
  expect(screen.queryByLabelText('Secret')).toBeNull();
});

test('who may not connect is told which right it is', async () => {
  const { api } = await open({ getSession: reader });
  expect(await screen.findByText(/needs the right connection:update/)).toBeTruthy();
  expect(api.of('probeDraft')).toHaveLength(0);
});

test('without any event of the level the preview says that this may be right', async () => {
  await open({ probeDraft: reply({ preview: null }) });
  await fill();
  await click('Check');
  const region = await whole();
  expect(within(region).getByText(/No event of this level was found/)).toBeTruthy();
  expect(within(region).getByText(/could not be counted/)).toBeTruthy();
});

test('axe finds nothing before the check, after it, and on the webhook form', async () => {
  const { router } = await open();
  await fill();
  expect(await axeFaults()).toEqual([]);
  await click('Check');
  await whole();
  expect(await axeFaults()).toEqual([]);
  await act(async () => router.navigate({ to: '/platform/connectors/new', search: { kind: 'webhook' } }));
  await screen.findByRole('heading', { level: 1, name: 'New webhook' });
  expect(await axeFaults()).toEqual([]);
});

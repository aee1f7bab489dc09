import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { axeFaults } from '../../../test/axe.ts';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { customer } from '../../../test/platform.ts';
import { aurora, harbor, kestrel, reader } from '../../../test/samples.ts';

afterEach(closeConsole);

const all = [
  customer({ ...aurora, openAlerts: 7, aliases: [], lastEventAt: null }),
  customer({ ...harbor, isDefault: true, aliases: [] }),
  customer({
    aliases: [
      { id: 'als_1', value: 'kestrel-de' },
      { id: 'als_2', value: 'group-7' },
    ],
  }),
];

const open = (more: Answers = {}, address = `/customers?sel=${kestrel.id}`) =>
  openConsole(address, {
    listCustomers: ({ query }: Asked) => ({
      items: query.q ? all.filter((one) => one.name.toLowerCase().includes(query.q ?? '')) : all,
    }),
    createCustomer: customer({ id: 'cus_9', code: 'otter', name: 'Otter Foods', mark: 'OTTE' }),
    updateCustomer: customer({ version: 5 }),
    addAlias: { id: 'als_3', value: 'kst' },
    removeAlias: {},
    ...more,
  });
const pane = () => screen.findByRole('region', { name: 'Customer Kestrel Logistics' });
const type = (place: HTMLElement, label: string, value: string) =>
  act(async () => fireEvent.change(within(place).getByLabelText(label), { target: { value } }));
const click = (place: HTMLElement, name: string | RegExp) =>
  act(async () => fireEvent.click(within(place).getByRole('button', { name })));

test('each customer shows its mark, code, open work, hosts, last event and other names', async () => {
  await open();
  const row = (await screen.findAllByRole('row')).find((one) => one.textContent?.includes('Kestrel Logistics'));
  for (const part of ['KEST', 'kestrel', '31', '1,902', '20', '2 min ago', 'kestrel-de, group-7'])
    expect(row?.textContent).toContain(part);
});

test('a customer that never sent anything says so', async () => {
  await open();
  const row = (await screen.findAllByRole('row')).find((one) => one.textContent?.includes('Aurora Water'));
  expect(row?.textContent).toContain('never');
});

test('the numbers lead to the lists of that customer', async () => {
  await open();
  const place = await pane();
  const link = within(place).getByRole('link', { name: /Open findings/ });
  expect(link.getAttribute('href')).toBe('/findings?lens=kestrel');
  expect(
    within(place)
      .getByRole('link', { name: /Open alerts/ })
      .getAttribute('href'),
  ).toContain('lens=kestrel');
});

test('code and mark are proposed from the name until somebody types their own', async () => {
  const { api, search } = await open({}, '/customers?new=1');
  const dialog = await screen.findByRole('dialog');
  await type(dialog, 'Name', 'Kestrel Foods');
  expect((within(dialog).getByLabelText('Code') as HTMLInputElement).value).toBe('kestrel-foods');
  expect((within(dialog).getByLabelText('Mark') as HTMLInputElement).value).toBe('KESTR');
  await type(dialog, 'Code', 'otter');
  await type(dialog, 'Name', 'Otter Foods');
  expect((within(dialog).getByLabelText('Code') as HTMLInputElement).value).toBe('otter');
  await type(dialog, 'Also called', 'otter-de, group-9');
  await click(dialog, 'Add customer');
  await waitFor(() => expect(search()).toEqual({ sel: 'cus_9' }));
  expect(api.of('createCustomer')[0]?.body).toMatchObject({
    name: 'Otter Foods',
    code: 'otter',
    mark: 'OTTE',
    aliases: ['otter-de', 'group-9'],
  });
});

test('the hue proposed is one that no other customer has', async () => {
  const { api } = await open({}, '/customers?new=1');
  const dialog = await screen.findByRole('dialog');
  await type(dialog, 'Name', 'Otter Foods');
  await click(dialog, 'Add customer');
  await waitFor(() => expect(api.of('createCustomer')).toHaveLength(1));
  const sent = api.of('createCustomer')[0]?.body;
  for (const { hue } of all) expect(sent).not.toMatchObject({ hue });
  expect(sent).toMatchObject({ hue: expect.stringMatching(/^#[0-9a-f]{6}$/) });
});

test('a code that is taken is told in the dialog, which stays', async () => {
  await open({ createCustomer: new Refusal(409, 'customer.exists', 'The code is taken.') }, '/customers?new=1');
  const dialog = await screen.findByRole('dialog');
  await type(dialog, 'Name', 'Kestrel');
  await click(dialog, 'Add customer');
  expect(await within(dialog).findByText('The code is taken.')).toBeTruthy();
});

test('another name is added, and what it does is said', async () => {
  const { api } = await open();
  const place = await pane();
  await type(place, 'Another name', ' kst ');
  await click(place, 'Add');
  await waitFor(() => expect(api.of('addAlias')[0]?.body).toEqual({ value: 'kst' }));
  expect(await screen.findByText(/Parked ones are tried again/)).toBeTruthy();
  expect((within(place).getByLabelText('Another name') as HTMLInputElement).value).toBe('');
});

test('a name is removed', async () => {
  const { api } = await open();
  await click(await pane(), 'Remove group-7');
  await waitFor(() => expect(api.of('removeAlias')[0]?.params).toEqual({ customerId: kestrel.id, aliasId: 'als_2' }));
  expect(await screen.findByText(/group-7 removed. Alerts that it brought stay/)).toBeTruthy();
});

test('a new name of the customer goes with the version that was read', async () => {
  const { api } = await open();
  const place = await pane();
  expect(within(place).getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
  await type(place, 'Name', 'Kestrel Freight');
  await click(place, 'Save');
  await waitFor(() => expect(api.of('updateCustomer')).toHaveLength(1));
  expect(api.of('updateCustomer')[0]?.body).toEqual({ name: 'Kestrel Freight' });
  expect(api.of('updateCustomer')[0]?.headers.get('if-match')).toBe('"4"');
});

test('a change by somebody else in between is told', async () => {
  const { api } = await open({ updateCustomer: new Refusal(412, 'version.conflict', 'Somebody changed it.') });
  const place = await pane();
  await type(place, 'Name', 'Kestrel Freight');
  await click(place, 'Save');
  expect(await screen.findByText(/Somebody changed it since you read it/)).toBeTruthy();
  await waitFor(() => expect(api.of('listCustomers').length).toBeGreaterThan(1));
});

test('who may not change customers sees no form', async () => {
  await open({ getSession: reader }, `/customers?sel=${kestrel.id}&new=1`);
  const place = await pane();
  expect(within(place).queryByRole('button')).toBeNull();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Add customer' })).toBeNull();
});

test('finding narrows the list and stands in the address', async () => {
  const { search } = await open();
  await pane();
  await act(async () => fireEvent.change(screen.getByLabelText('Find a customer'), { target: { value: 'aurora' } }));
  await waitFor(() => expect(search().q).toBe('aurora'));
  await waitFor(() => expect(screen.queryAllByText('Kestrel Logistics')).toHaveLength(0));
});

test('nothing found offers the way back', async () => {
  const { search } = await open({}, '/customers?q=zzz');
  expect(await screen.findByText(/Nothing has “zzz” in its code/)).toBeTruthy();
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Show all customers' })));
  await waitFor(() => expect(search().q).toBeUndefined());
});

test('j walks to the next customer', async () => {
  const { press, search } = await open({}, `/customers?sel=${aurora.id}`);
  await screen.findByRole('region', { name: 'Customer Aurora Water' });
  await press('j');
  await waitFor(() => expect(search().sel).toBe(harbor.id));
});

test('axe finds nothing on the list, in the pane and in the dialog', async () => {
  const { router } = await open();
  await pane();
  expect(await axeFaults()).toEqual([]);
  await act(async () => router.navigate({ to: '/customers', search: { new: '1' } }));
  await screen.findByRole('dialog');
  expect(await axeFaults()).toEqual([]);
});

test('a hue is chosen by keyboard like any radio button', async () => {
  const { api } = await open();
  const place = await pane();
  const hues = within(place).getAllByRole('radio');
  expect(hues).toHaveLength(12);
  expect(hues.filter((one) => (one as HTMLInputElement).checked)).toHaveLength(1);
  await act(async () => fireEvent.click(within(place).getByRole('radio', { name: 'Hue 4' })));
  await click(place, 'Save');
  await waitFor(() => expect(api.of('updateCustomer')[0]?.body).toEqual({ hue: '#d6a25b' }));
});

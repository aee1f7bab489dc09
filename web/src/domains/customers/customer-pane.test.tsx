import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Customer } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { customer } from '../../../test/platform.ts';

afterEach(closeConsole);

const open = (part: Partial<Customer> = {}, more: Answers = {}) =>
  openConsole('/customers?sel=cus_2', {
    listCustomers: { items: [customer(part)] },
    updateCustomer: customer({ version: 5 }),
    ...more,
  });
const pane = () => screen.findByRole('region', { name: /^Customer / });
const name = async () => within(await pane()).getByLabelText<HTMLInputElement>('Name');
const type = async (value: string) => {
  const field = await name();
  await act(async () => fireEvent.change(field, { target: { value } }));
};
const save = async () => {
  const place = await pane();
  await act(async () => fireEvent.click(within(place).getByRole('button', { name: 'Save' })));
};

test('another version read in between starts the form over, so that nothing is saved over what it holds', async () => {
  const conflict = new Refusal(412, 'version.conflict', 'Somebody changed it.');
  const { api } = await open({}, { updateCustomer: conflict });
  await type('Kestrel Freight');
  api.answer('listCustomers', { items: [customer({ name: 'Kestrel Group', version: 5 })] });
  await save();
  await waitFor(async () => expect((await name()).value).toBe('Kestrel Group'));
  api.answer('updateCustomer', customer({ version: 6 }));
  await type('Kestrel Freight');
  await save();
  await waitFor(() => expect(api.of('updateCustomer')).toHaveLength(2));
  expect(api.of('updateCustomer')[1]?.headers.get('if-match')).toBe('"5"');
});

test('a list that is read again as it was leaves alone what is being typed', async () => {
  const { client } = await open();
  await type('Kestrel Fre');
  await act(async () => client.invalidateQueries({ queryKey: ['listCustomers'] }));
  expect((await name()).value).toBe('Kestrel Fre');
});

test('name and hue go together when both were changed', async () => {
  const { api } = await open();
  await type('Kestrel Freight');
  const place = await pane();
  await act(async () => fireEvent.click(within(place).getByRole('radio', { name: 'Hue 1' })));
  await save();
  await waitFor(() => expect(api.of('updateCustomer')).toHaveLength(1));
  expect(api.of('updateCustomer')[0]?.body).toEqual({ name: 'Kestrel Freight', hue: expect.stringMatching(/^#/) });
});

test('a changed customer is read again everywhere: in the list and in the lens', async () => {
  const { api } = await open();
  const before = api.of('getSession').length;
  await type('Kestrel Freight');
  await save();
  expect(await screen.findByText('Kestrel Freight saved.')).toBeTruthy();
  await waitFor(() => expect(api.of('getSession').length).toBeGreaterThan(before));
  expect(api.of('listCustomers').length).toBeGreaterThan(1);
});

test('an emptied name cannot be saved, and a refused one is told at the field', async () => {
  const errors = [{ pointer: '/name', message: 'At most 200 characters.' }];
  await open({}, { updateCustomer: new Refusal(400, 'request.invalid', 'A field is wrong.', errors) });
  await type('  ');
  expect(
    within(await pane())
      .getByRole('button', { name: 'Save' })
      .hasAttribute('disabled'),
  ).toBe(true);
  await type('Kestrel Freight');
  await save();
  expect(await within(await pane()).findByText('At most 200 characters.')).toBeTruthy();
  expect((await name()).getAttribute('aria-invalid')).toBe('true');
});

test.each([
  [{ isDefault: true }, 'default'],
  [{ isDemo: true }, 'Demo'],
])('%o is said in the header', async (part, words) => {
  await open(part);
  expect(within(await pane()).getByText(words)).toBeTruthy();
});

test('one that never sent anything tells no time of it', async () => {
  await open({ lastEventAt: null });
  expect(within(await pane()).queryByText(/last event/)).toBeNull();
});

test('code and mark, which never change, are no fields', async () => {
  await open();
  const fields = within(await pane())
    .getAllByRole('textbox')
    .map((one) => one.getAttribute('id'));
  const labels = fields.map((id) => document.querySelector(`label[for="${id}"]`)?.textContent);
  expect(labels).toEqual(['Another name', 'Name']);
});

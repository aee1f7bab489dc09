import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Customer } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { customer } from '../../../test/platform.ts';
import { reader } from '../../../test/samples.ts';

afterEach(closeConsole);

const alias = (id: string, value: string) => ({ id, value });
const named = (part: Partial<Customer> = {}) => customer({ aliases: [alias('als_1', 'kestrel-de')], ...part });
const open = (part: Partial<Customer> = {}, more: Answers = {}) =>
  openConsole('/customers?sel=cus_2', {
    listCustomers: { items: [named(part)] },
    addAlias: alias('als_2', 'kst'),
    removeAlias: {},
    ...more,
  });
const pane = () => screen.findByRole('region', { name: 'Customer Kestrel Logistics' });
const field = async () => within(await pane()).getByLabelText<HTMLInputElement>('Another name');
const type = async (value: string) => {
  const input = await field();
  await act(async () => fireEvent.change(input, { target: { value } }));
};
const add = async () => within(await pane()).getByRole<HTMLButtonElement>('button', { name: 'Add' });
const names = async () =>
  within(await pane())
    .queryAllByRole('button', { name: /^Remove / })
    .map((one) => one.getAttribute('aria-label')?.slice(7));

test.each(['', '   '])('nothing (%j) cannot be added as a name', async (value) => {
  await open();
  await type(value);
  expect((await add()).disabled).toBe(true);
});

test('Enter in the field adds the name, as any form does', async () => {
  const { api } = await open();
  await type('kst');
  const input = await field();
  await act(async () => fireEvent.submit(input));
  await waitFor(() => expect(api.of('addAlias')[0]?.params).toEqual({ customerId: 'cus_2' }));
});

test('a new name stands in the list once it is read again', async () => {
  const { api } = await open();
  await type('kst');
  api.answer('listCustomers', {
    items: [customer({ aliases: [alias('als_1', 'kestrel-de'), alias('als_2', 'kst')] })],
  });
  const button = await add();
  await act(async () => fireEvent.click(button));
  await waitFor(async () => expect(await names()).toEqual(['kestrel-de', 'kst']));
});

test('a refused name stays in the field, with the reason read out beside it', async () => {
  await open({}, { addAlias: new Refusal(409, 'alias.exists', 'The alias already names Harbor Dental.') });
  await type('harbor');
  const button = await add();
  await act(async () => fireEvent.click(button));
  const said = await within(await pane()).findByText('The alias already names Harbor Dental.');
  const input = await field();
  expect(input.value).toBe('harbor');
  expect(input.getAttribute('aria-describedby')?.split(' ')).toContain(said.id);
  expect(button.disabled).toBe(false);
});

test('a reason that names the value is the one that is shown', async () => {
  const errors = [{ pointer: '/value', message: 'At most 200 characters.' }];
  await open({}, { addAlias: new Refusal(400, 'request.invalid', 'A field is wrong.', errors) });
  await type('long');
  const button = await add();
  await act(async () => fireEvent.click(button));
  expect(await within(await pane()).findByText('At most 200 characters.')).toBeTruthy();
  expect(within(await pane()).queryByText('A field is wrong.')).toBeNull();
});

test('a name that is gone already is told, and the list is read again', async () => {
  const { api } = await open({}, { removeAlias: new Refusal(404, 'alias.not_found', 'There is no such alias.') });
  await pane();
  api.answer('listCustomers', { items: [customer({ aliases: [] })] });
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Remove kestrel-de' })));
  expect(await screen.findByText('There is no such alias.')).toBeTruthy();
  expect(await within(await pane()).findByText('None besides its code.')).toBeTruthy();
});

test('without any the pane says that its code is enough', async () => {
  await open({ aliases: [] });
  expect(within(await pane()).getByText('None besides its code.')).toBeTruthy();
});

test('who may only read sees the names and no way to change them', async () => {
  await open({}, { getSession: reader });
  expect(within(await pane()).getByText('kestrel-de')).toBeTruthy();
  expect(within(await pane()).queryByRole('button')).toBeNull();
  expect(within(await pane()).queryByRole('textbox')).toBeNull();
});

test('what somebody typed for one customer is not carried over to the next', async () => {
  const other = named({ id: 'cus_1', code: 'harbor', name: 'Harbor Dental', mark: 'HARB' });
  const { press } = await open({}, { listCustomers: { items: [named(), other] } });
  await type('for kestrel only');
  await press('j');
  const next = await screen.findByRole('region', { name: 'Customer Harbor Dental' });
  expect(within(next).getByLabelText<HTMLInputElement>('Another name').value).toBe('');
});

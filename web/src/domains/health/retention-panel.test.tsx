import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import '../../../test/act.ts';
import { type Answers, fakeApi, Refusal } from '../../../test/fake-api.ts';
import { admin } from '../../../test/samples.ts';
import { keyOf, newQueryClient } from '../../lib/queries.ts';
import { Toasts } from '../../ui/toasts.tsx';
import { RetentionPanel } from './retention-panel.tsx';

afterEach(cleanup);

const settings = { eventRetentionDays: 90, parkedRetentionDays: 30, runRetentionDays: 30, clearedAfterMinutes: 60 };

async function open(more: Answers = {}) {
  const api = fakeApi({ getSession: admin, getSettings: settings, updateSettings: settings, ...more });
  globalThis.fetch = api.fetch as typeof globalThis.fetch;
  const client = newQueryClient();
  client.setQueryData(keyOf('getSession', {}), admin);
  render(
    <QueryClientProvider client={client}>
      <RetentionPanel />
      <Toasts />
    </QueryClientProvider>,
  );
  await screen.findByLabelText('Events (days)');
  return { api, client };
}
const type = (label: string, value: string) =>
  act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));
const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
const press = () => act(async () => void fireEvent.click(save()));

test('several changes go together, as numbers, and what was left alone is not sent', async () => {
  const { api } = await open();
  await type('Events (days)', '180');
  await type('Patched after (minutes)', '0');
  await press();
  expect(api.of('updateSettings')[0]?.body).toEqual({ eventRetentionDays: 180, clearedAfterMinutes: 0 });
  expect(await screen.findByText('Saved. It holds from the next clean-up on.')).toBeTruthy();
});

test('a change that was taken back leaves nothing to save', async () => {
  await open();
  expect(save().disabled).toBe(true);
  await type('Events (days)', '180');
  expect(save().disabled).toBe(false);
  await type('Events (days)', '90');
  expect(save().disabled).toBe(true);
});

// The bounds of the contract, so that the browser refuses before the server has to.
test.each([
  ['Events (days)', '1', '3650'],
  ['Parked events (days)', '1', '3650'],
  ['Runs of jobs (days)', '1', '3650'],
  ['Patched after (minutes)', '0', '10080'],
])('%s may lie from %s to %s', async (label, least, most) => {
  await open();
  const field = screen.getByLabelText<HTMLInputElement>(label);
  expect([field.min, field.max, field.required]).toEqual([least, most, true]);
});

test('what somebody else saved meanwhile stands in the fields once it is read again', async () => {
  const { api, client } = await open();
  api.answer('getSettings', { ...settings, eventRetentionDays: 365 });
  await act(async () => client.invalidateQueries({ queryKey: keyOf('getSettings') }));
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Events (days)').value).toBe('365'));
});

test('a refusal that is about no field is told in its own words, and what was typed stays', async () => {
  await open({ updateSettings: new Refusal(503, 'database.unavailable', 'The database does not answer.') });
  await type('Events (days)', '180');
  await press();
  expect((await screen.findByRole('alert')).textContent).toBe('The database does not answer.');
  expect(screen.getByLabelText<HTMLInputElement>('Events (days)').value).toBe('180');
});

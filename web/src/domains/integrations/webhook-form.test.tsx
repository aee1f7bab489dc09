import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { closeConsole, openConsole } from '../../../test/console.tsx';
import { type Answers, Refusal } from '../../../test/fake-api.ts';
import { connection, connectors } from '../../../test/platform.ts';
import { kestrel } from '../../../test/samples.ts';

afterEach(() => {
  closeConsole();
  vi.unstubAllGlobals();
});

const made = {
  connection: connection({ id: 'con_9', kind: 'webhook' }),
  url: 'https://wf.example/hooks/k',
  secret: 'whsec_abc',
};
const open = async (more: Answers = {}) => {
  const console = await openConsole('/platform/connectors/new?kind=webhook', {
    listConnectors: { items: connectors },
    createWebhook: made,
    ...more,
  });
  await screen.findByRole('heading', { level: 1, name: 'New webhook' });
  return console;
};
const change = (label: string, value: string) =>
  act(async () => fireEvent.change(screen.getByLabelText(label), { target: { value } }));
const make = () => act(async () => fireEvent.click(screen.getByRole('button', { name: 'Make address and secret' })));

test('it is made for a customer and from a level', async () => {
  const { api } = await open();
  await change('Name', 'Manager');
  await change('From level', '0');
  await change('Whose events, when none is named', kestrel.id);
  await make();
  expect(api.of('createWebhook')[0]?.body).toEqual({ name: 'Manager', minLevel: 0, customerId: kestrel.id });
});

test.each(['', '   '])('without a name (%j) it cannot be made', async (name) => {
  await open();
  await change('Name', name);
  expect(screen.getByRole('button', { name: 'Make address and secret' }).hasAttribute('disabled')).toBe(true);
});

test.each([
  [
    'at its field',
    new Refusal(400, 'request.invalid', 'Wrong.', [{ pointer: '/name', message: 'The name is taken.' }]),
    'The name is taken.',
  ],
  [
    'in its own words',
    new Refusal(403, 'permission.missing', 'Your role does not include it.'),
    'Your role does not include it.',
  ],
])('a refusal is told %s, and what was typed stays', async (_where, refusal, words) => {
  await open({ createWebhook: refusal });
  await change('Name', 'Manager');
  await make();
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Manager');
});

test('address and secret are copied each by its own button, and are selected by a press for those who copy by hand', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', {
    ...navigator,
    onLine: true,
    clipboard: { writeText: async (text: string) => void written.push(text) },
  });
  await open();
  await change('Name', 'Manager');
  await make();
  for (const what of ['Address', 'Secret'])
    await act(async () => fireEvent.click(screen.getByRole('button', { name: `Copy: ${what}` })));
  expect(written).toEqual([made.url, made.secret]);
  expect(await screen.findByText('Secret copied.')).toBeTruthy();
  const field = screen.getByLabelText<HTMLInputElement>('Secret');
  fireEvent.focus(field);
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, made.secret.length]);
});

test('where the browser keeps its clipboard shut, that is said', async () => {
  vi.stubGlobal('navigator', { ...navigator, onLine: true, clipboard: undefined });
  document.execCommand = () => false;
  await open();
  await change('Name', 'Manager');
  await make();
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Copy: Secret' })));
  expect(await screen.findByText('The browser did not let us copy.')).toBeTruthy();
  await waitFor(() => expect(document.querySelectorAll('body > textarea')).toHaveLength(0));
});

test('the secret is nowhere once the page was left, not even on the way back', async () => {
  const { router } = await open({ listConnections: { items: [made.connection] } });
  await change('Name', 'Manager');
  await make();
  await act(async () => router.navigate({ to: '/platform/connectors', search: {} }));
  await act(async () => router.navigate({ to: '/platform/connectors/new', search: { kind: 'webhook' } }));
  await screen.findByRole('heading', { level: 1, name: 'New webhook' });
  expect(document.body.innerHTML).not.toContain(made.secret);
});

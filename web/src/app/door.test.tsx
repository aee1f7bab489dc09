import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, expect, test } from 'vitest';
import { alertWorld } from '../../test/alert-world.ts';
import { closeConsole, openConsole } from '../../test/console.tsx';
import { Refusal } from '../../test/fake-api.ts';
import { admin } from '../../test/samples.ts';
import { insideOnly } from './login-page.tsx';

afterEach(closeConsole);

const signedOut = new Refusal(401, 'session.missing', 'Sign in first.');
const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const submit = (name: string) => act(async () => void fireEvent.submit(screen.getByRole('button', { name })));

test('without a session the sign-in page stands in the way and remembers the way', async () => {
  await openConsole('/alerts?q=host:a', { getSession: signedOut, getSetup: { isNeeded: false, isTokenGood: false } });
  expect(await screen.findByRole('heading', { name: 'Sign in to Watchfloor' })).toBeTruthy();
  expect(new URLSearchParams(location.search).get('next')).toBe('/alerts?q=host:a');
});

test('before the first administrator exists the setup page is shown', async () => {
  await openConsole('/alerts', { getSession: signedOut, getSetup: { isNeeded: true, isTokenGood: false } });
  expect(await screen.findByText(/opens with the setup link/)).toBeTruthy();
});

test('a wrong password is told, the name stays and the password goes', async () => {
  await openConsole('/login', { login: new Refusal(401, 'session.refused', 'The name or the password is wrong.') });
  await screen.findByLabelText('Password');
  fill('User name or e-mail', 'ana');
  fill('Password', 'wrong');
  await submit('Sign in');
  expect((await screen.findByRole('alert')).textContent).toContain('The name or the password is wrong.');
  expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
  expect(screen.getByLabelText<HTMLInputElement>('User name or e-mail').value).toBe('ana');
});

test('signing in goes on to where the person wanted to be', async () => {
  const { api } = await openConsole('/login?next=/alerts/v/open', { ...alertWorld(1).answers, login: admin });
  await screen.findByLabelText('Password');
  fill('User name or e-mail', 'ana');
  fill('Password', 'right');
  await submit('Sign in');
  await waitFor(() => expect(location.pathname).toBe('/alerts/v/open'));
  expect(api.of('login')[0]?.body).toEqual({ username: 'ana', password: 'right' });
});

test('the way back never leads to another site', () => {
  expect(
    ['/a/KEST-1', '//evil.example', 'https://evil.example', '/\\evil.example', undefined, '/login'].map(insideOnly),
  ).toEqual(['/a/KEST-1', '/alerts', '/alerts', '/alerts', '/alerts', '/alerts']);
});

test('the setup link makes the first administrator, in the time zone of the browser', async () => {
  const { api } = await openConsole('/setup?token=abc', {
    getSetup: { isNeeded: true, isTokenGood: true },
    completeSetup: admin,
    ...alertWorld(1).answers,
  });
  await screen.findByLabelText('Your organisation');
  fill('Your organisation', 'Harbor Dental');
  fill('User name', 'ana');
  fill('E-mail', 'ana@watchfloor.example');
  fill('Password', 'a long sentence');
  await submit('Create administrator and sign in');
  await waitFor(() => expect(location.pathname).toBe('/alerts'));
  expect(api.of('completeSetup')[0]?.body).toMatchObject({
    token: 'abc',
    organisation: 'Harbor Dental',
    username: 'ana',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
});

test('a refused field of the setup is told at the field', async () => {
  const refused = new Refusal(400, 'request.invalid', 'A field is wrong.', [
    { pointer: '/body/password', message: 'A password has at least 12 characters.' },
  ]);
  await openConsole('/setup?token=abc', { getSetup: { isNeeded: true, isTokenGood: true }, completeSetup: refused });
  await screen.findByLabelText('Password');
  await submit('Create administrator and sign in');
  expect(await screen.findByText('A password has at least 12 characters.')).toBeTruthy();
  expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
});

test('a used setup link says so and leads to signing in', async () => {
  await openConsole('/setup?token=abc', { getSetup: { isNeeded: false, isTokenGood: false } });
  expect(await screen.findByText('An administrator exists already.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in' })).toBeTruthy();
});

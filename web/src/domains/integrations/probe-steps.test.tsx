import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { step } from '../../../test/platform.ts';
import { ProbeSteps } from './probe-steps.tsx';

afterEach(cleanup);

const fingerprint = `${'0B:'.repeat(31)}C7`;
const item = (title: string) => screen.getByText(title).closest('li');

test('a certificate that is still to be trusted shows its whole fingerprint, to be compared', () => {
  let trusted = '';
  const tls = step({
    title: 'TLS',
    state: 'failed',
    evidence: `signed by itself · fingerprint ${fingerprint}`,
    fingerprint,
  });
  render(<ProbeSteps steps={[tls]} onTrust={(one) => (trusted = one)} />);
  expect(item('TLS')?.querySelector('code')?.textContent).toBe(fingerprint);
  fireEvent.click(screen.getByRole('button', { name: 'trust this one' }));
  expect(trusted).toBe(fingerprint);
});

test('a trusted one is shortened and keeps the whole as its title', () => {
  render(<ProbeSteps steps={[step({ title: 'TLS', evidence: `fingerprint ${fingerprint}` })]} />);
  const code = item('TLS')?.querySelector('code');
  expect(code?.textContent?.length).toBeLessThan(20);
  expect(code?.title).toBe(fingerprint);
});

test('without a right to change nothing can be trusted', () => {
  render(<ProbeSteps steps={[step({ title: 'TLS', state: 'failed', fingerprint })]} />);
  expect(screen.queryByRole('button')).toBeNull();
});

test('a step that was not tried says so in one line, a longer reason gets its own', () => {
  render(
    <ProbeSteps
      steps={[
        step({ id: 'a', title: 'Login', state: 'skipped', evidence: 'Not tried.' }),
        step({ id: 'b', title: 'No TLS', state: 'skipped', evidence: 'The address is plain http.' }),
      ]}
    />,
  );
  expect(item('Login')?.querySelector('.told')).toBeNull();
  expect(item('Login')?.textContent).toContain('not tried');
  expect(item('No TLS')?.querySelector('.told')?.textContent).toContain('plain http');
});

test('the step that is asked at the moment is marked, those behind it wait', () => {
  render(<ProbeSteps steps={[step()]} hasMore isAsking />);
  const shown = screen.getAllByRole('listitem').map((one) => one.className);
  expect(shown.slice(0, 3)).toEqual(['ok', 'asking', 'waiting']);
  expect(screen.getByRole('list').getAttribute('aria-busy')).toBe('true');
});

test('a failed step is a shape of its own, not only a colour', () => {
  render(<ProbeSteps steps={[step({ state: 'failed', title: 'Login refused' })]} />);
  expect(item('Login refused')?.className).toBe('bad');
  expect(item('Login refused')?.textContent).toContain('failed');
});

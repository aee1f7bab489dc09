import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { step } from '../../../test/platform.ts';
import { ProbeSteps } from './probe-steps.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

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

test('a check that broke off shows what was left untried, and nothing as being asked', () => {
  render(<ProbeSteps steps={[step()]} expected="wazuh-manager" />);
  const shown = screen.getAllByRole('listitem');
  expect(shown.map((one) => one.className)).toEqual(['ok', ...Array(5).fill('waiting')]);
  expect(shown.at(-1)?.textContent).toBe('May read agents');
});

test('the step that is asked at the moment is marked, those behind it wait', () => {
  render(<ProbeSteps steps={[step()]} expected="auto" isAsking />);
  const shown = screen.getAllByRole('listitem').map((one) => one.className);
  expect(shown.slice(0, 3)).toEqual(['ok', 'asking', 'waiting']);
  expect(screen.getByRole('list').getAttribute('aria-busy')).toBe('true');
});

test('a failed step is a shape of its own, not only a colour', () => {
  render(<ProbeSteps steps={[step({ state: 'failed', title: 'Login refused' })]} />);
  expect(item('Login refused')?.className).toBe('bad');
  expect(item('Login refused')?.textContent).toContain('failed');
});

const role = 'PUT _plugins/_security/api/roles/watchfloor_reader\n{\n  "cluster_permissions": []\n}';
const refused = step({
  id: 'states',
  title: 'May not read vulnerability states',
  state: 'failed',
  evidence: 'refused',
  role,
});

test('a step that lacks a right shows the exact role on demand, as it is to be pasted', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', {
    ...navigator,
    clipboard: { writeText: async (text: string) => void written.push(text) },
  });
  render(<ProbeSteps steps={[refused]} />);
  const shown = item('May not read vulnerability states');
  expect(shown?.querySelector('details')?.open).toBe(false);
  fireEvent.click(screen.getByText('Show the exact role'));
  expect(shown?.querySelector('pre')?.textContent).toBe(role);
  fireEvent.click(screen.getByRole('button', { name: 'Copy', hidden: true }));
  await vi.waitFor(() => expect(written).toEqual([role]));
});

test('what was not found is told with the role too, since a right may be why', () => {
  render(
    <ProbeSteps steps={[{ ...refused, state: 'skipped', evidence: 'no index, or none that this login may see' }]} />,
  );
  expect(screen.getByText('Show the exact role')).toBeTruthy();
});

test('where rights are not the trouble no role is offered', () => {
  render(
    <ProbeSteps steps={[step(), step({ id: 'tcp', title: 'Port answers', state: 'failed', evidence: 'refused' })]} />,
  );
  expect(screen.queryByText('Show the exact role')).toBeNull();
});

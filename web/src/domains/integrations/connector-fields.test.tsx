import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ConnectorField } from '@watchfloor/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { connectors } from '../../../test/platform.ts';
import { ProblemError } from '../../lib/problem.ts';
import { ConnectorFields } from './connector-fields.tsx';
import { startValues } from './draft.ts';

afterEach(cleanup);

const fields = connectors[1]?.fields ?? [];

function draw(part: { problem?: ProblemError; keptSecrets?: string[]; fields?: readonly ConnectorField[] } = {}) {
  const onValue = vi.fn();
  const drawn = part.fields ?? fields;
  render(
    <ConnectorFields
      kind="wazuh-indexer"
      fields={drawn}
      values={startValues(drawn)}
      onValue={onValue}
      problem={part.problem ?? null}
      {...(part.keptSecrets ? { keptSecrets: part.keptSecrets } : {})}
    />,
  );
  return onValue;
}

test('every kind of field gets its own control', () => {
  draw();
  expect(screen.getByLabelText('Address').getAttribute('inputmode')).toBe('url');
  expect(screen.getByLabelText('Calls a minute').getAttribute('type')).toBe('number');
  expect(screen.getByLabelText('Password').getAttribute('type')).toBe('password');
  expect(screen.getByRole('checkbox', { name: 'Cluster' })).toBeTruthy();
  expect(screen.getByLabelText('Mode').tagName).toBe('SELECT');
});

test('the browser is asked not to offer or keep the password', () => {
  draw();
  expect(screen.getByLabelText('Password').getAttribute('autocomplete')).toBe('new-password');
});

test('a change names its field', () => {
  const onValue = draw();
  fireEvent.change(screen.getByLabelText('User'), { target: { value: 'wf' } });
  fireEvent.click(screen.getByRole('checkbox', { name: 'Cluster' }));
  fireEvent.change(screen.getByLabelText('Mode'), { target: { value: 'active' } });
  expect(onValue.mock.calls).toEqual([
    ['username', 'wf'],
    ['hasCluster', true],
    ['mode', 'active'],
  ]);
});

test('what is required is required, and a kept secret is not', () => {
  draw();
  expect(screen.getByLabelText('Password').hasAttribute('required')).toBe(true);
  cleanup();
  draw({ keptSecrets: ['password'] });
  expect(screen.getByLabelText('Password').hasAttribute('required')).toBe(false);
  expect(screen.getByText('Leave it empty to keep the present one.')).toBeTruthy();
});

test('a refusal stands at the field that it is about, and is read out with it', () => {
  const problem = new ProblemError({
    code: 'request.invalid',
    errors: [{ pointer: '/config/username', message: 'Enter the user.' }],
  });
  draw({ problem });
  const field = screen.getByLabelText('User');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  const told = document.getElementById(field.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '');
  expect(told?.textContent).toBe('Enter the user.');
  expect(screen.getByLabelText('Address').getAttribute('aria-invalid')).toBeNull();
});

test('a description helps where there is one', () => {
  draw({ fields: connectors[0]?.fields ?? [] });
  expect(screen.getByText('A login that may only read.')).toBeTruthy();
});

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { QueryLine } from './query-line.tsx';

afterEach(cleanup);

type Error = { pointer: string; message: string; hint?: string; position?: number };

function show(value: string, error: Error | null = null) {
  const onRun = vi.fn();
  const view = render(<QueryLine value={value} onRun={onRun} placeholder="All" error={error} />);
  const input = screen.getByLabelText<HTMLInputElement>('Query');
  const type = (text: string) => fireEvent.change(input, { target: { value: text } });
  const press = (key: string, init: object = {}) => fireEvent.keyDown(input, { key, ...init });
  const tokens = () => screen.queryAllByRole('button').map((button) => button.textContent);
  return { onRun, input, type, press, tokens, view };
}

test('a query stands as tokens, and field names are set apart', () => {
  const { tokens } = show('status:open -severity:low words');
  expect(tokens()).toEqual(['status:open', '-severity:low', 'words']);
  expect(screen.getByText('-severity:').tagName).toBe('B');
  expect(screen.getByText('-severity:').parentElement?.className).toContain('not');
});

test('Enter asks what is typed together with the tokens', () => {
  const { type, press, onRun } = show('status:open');
  type('host:ws-1');
  press('Enter');
  expect(onRun).toHaveBeenCalledWith('status:open host:ws-1');
});

test('a space sets a token without asking, except inside quotes and brackets', () => {
  const { type, tokens, onRun, input } = show('');
  type('status:open ');
  expect(tokens()).toEqual(['status:open']);
  expect(input.value).toBe('');
  type('title:"web ');
  expect(tokens()).toEqual(['status:open']);
  expect(onRun).not.toHaveBeenCalled();
});

test('an unchanged query is not asked again, but a refused one is', () => {
  const { press, onRun, view } = show('status:open');
  press('Enter');
  expect(onRun).not.toHaveBeenCalled();
  view.unmount();
  const refused = show('boom:x', { pointer: '/q', message: 'There is no field boom.' });
  refused.press('Enter');
  expect(refused.onRun).toHaveBeenCalledWith('boom:x');
});

test('Backspace at the start takes the token before back into the field', () => {
  const { press, input, tokens } = show('a host:b');
  input.setSelectionRange(0, 0);
  press('Backspace');
  expect(input.value).toBe('host:b');
  expect(tokens()).toEqual(['a']);
});

test('a press on a token edits it where it stands', () => {
  const { type, press, onRun, input } = show('a b c');
  fireEvent.click(screen.getByText('b'));
  expect(input.value).toBe('b');
  type('x');
  press('Enter');
  expect(onRun).toHaveBeenCalledWith('a x c');
});

test('Escape gives up what was typed', () => {
  const { type, press, onRun, input } = show('a');
  type('b');
  press('Escape');
  expect(input.value).toBe('');
  expect(onRun).not.toHaveBeenCalled();
});

test('leaving the field asks what was typed', () => {
  const { type, onRun, input } = show('a');
  type('b');
  fireEvent.blur(input);
  expect(onRun).toHaveBeenCalledWith('a b');
});

test('Ctrl+A turns the tokens into text', () => {
  const { press, input } = show('status:open is:unassigned');
  press('a', { ctrlKey: true });
  expect(input.value).toBe('status:open is:unassigned');
});

test('a query that comes from elsewhere replaces what stands', () => {
  const { view, tokens, onRun } = show('a');
  view.rerender(<QueryLine value="b c" onRun={onRun} placeholder="All" />);
  expect(tokens()).toEqual(['b', 'c']);
});

test('an error shows its place, its token and the hint', () => {
  show('status:open boom:x', {
    pointer: '/q',
    message: 'There is no field boom.',
    hint: 'Did you mean host?',
    position: 12,
  });
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toBe('There is no field boom. at character 13 Did you mean host?');
  expect(screen.getByText('boom:').parentElement?.className).toContain('is-wrong');
  expect(screen.getByLabelText('Query').getAttribute('aria-describedby')).toBe(alert.id);
});

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { keyboard } from '../lib/keyboard.ts';
import { ProblemError } from '../lib/problem.ts';
import { dismissToast, toast } from '../lib/toasts.ts';
import { offerUndo } from '../lib/undo.ts';
import { Dialog } from './dialog.tsx';
import { Facets } from './facets.tsx';
import { Field } from './field.tsx';
import { Kbd } from './kbd.tsx';
import { Strip } from './pane.tsx';
import { SeverityGlyph } from './severity.tsx';
import { EmptyState, ErrorState, Forbidden, Skeleton } from './states.tsx';
import { Toasts } from './toasts.tsx';

afterEach(() => {
  cleanup();
  for (let id = 0; id < 100; id += 1) dismissToast(id);
});

test('severity is shape, letter and word; an unknown one is not shown as harmless', () => {
  render(
    <>
      <SeverityGlyph severity="critical" />
      <SeverityGlyph severity={null} />
    </>,
  );
  expect(screen.getByRole('img', { name: 'Critical' }).textContent).toBe('C');
  expect(screen.getByRole('img', { name: 'Unknown' }).className).toContain('U');
});

test('keys are written as people know them', () => {
  const { container } = render(
    <>
      <Kbd keys="Mod+k" />
      <Kbd keys="Shift+x" />
      <Kbd keys="g a" />
      <Kbd keys="+" />
    </>,
  );
  expect([...container.querySelectorAll('kbd')].map((cap) => cap.textContent)).toEqual(['Ctrl K', '⇧x', 'g', 'a', '+']);
});

test('a filter says how much it would show and tells when it is pressed', () => {
  const onToggle = vi.fn();
  const options = [
    { value: 'open', label: 'Open', count: 11_642, isOn: true },
    { value: 'closed', label: 'Closed', count: 0, isOn: false },
  ];
  render(<Facets groups={[{ id: 'status', title: 'Status', options }]} onToggle={onToggle} />);
  const open = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Open 11,642' });
  expect(open.checked).toBe(true);
  const closed = screen.getByRole('checkbox', { name: 'Closed 0' });
  expect(closed.closest('label')?.className).toBe('zero');
  fireEvent.click(closed);
  expect(onToggle).toHaveBeenCalledWith('status', 'closed');
});

test('a field ties its hint and its error to the input', () => {
  render(<Field label="Name" hint="Your own" error="Taken." />);
  const input = screen.getByLabelText('Name');
  const told = (input.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent);
  expect(told).toEqual(['Your own', 'Taken.']);
  expect(input.getAttribute('aria-invalid')).toBe('true');
});

test('an error says what, why, the remedy and the trace id', () => {
  const onRetry = vi.fn();
  const problem = new ProblemError({
    code: 'database.unavailable',
    title: 'The database does not answer.',
    detail: 'Nothing was changed.',
    traceId: '4bf92f3577b34da6',
  });
  render(<ErrorState problem={problem} onRetry={onRetry} />);
  expect(screen.getByRole('alert').textContent).toContain('Nothing was changed.');
  expect(screen.getByText('4bf92f35')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(onRetry).toHaveBeenCalledTimes(1);
});

test('a missing right is not an error: it says which one and who gives it', () => {
  render(
    <ErrorState
      problem={new ProblemError({ code: 'permission.missing', detail: 'Your role does not include alert:update.' })}
    />,
  );
  expect(screen.queryByRole('alert')).toBe(null);
  expect(screen.getByText('Your role does not include alert:update.')).toBeTruthy();
  cleanup();
  render(<Forbidden right="health:read" />);
  expect(screen.getByText(/needs the right health:read/)).toBeTruthy();
});

test('empty places say how to begin; bones are announced as loading', () => {
  render(
    <>
      <EmptyState title="No alerts yet" actions={<a href="/x">Connect</a>}>
        They come by themselves.
      </EmptyState>
      <Skeleton rows={2} />
    </>,
  );
  expect(screen.getByRole('link', { name: 'Connect' })).toBeTruthy();
  expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
});

test('a strip reads as its days, and marks the last one', () => {
  const { container } = render(
    <Strip
      label="30 days"
      colour="red"
      values={[
        { on: '2026-11-23', count: 0 },
        { on: '2026-11-24', count: 3 },
      ]}
    />,
  );
  expect(screen.getByText('2026-11-24: 3')).toBeTruthy();
  expect(container.querySelectorAll('.hit')).toHaveLength(1);
});

test('a dialog silences the keys of the page below while it stands', () => {
  HTMLDialogElement.prototype.showModal ??= () => undefined;
  HTMLDialogElement.prototype.close ??= () => undefined;
  const run = vi.fn();
  const leave = keyboard.add('list', [{ keys: 'j', label: 'Next', run }]);
  const press = () => keyboard.handle(new KeyboardEvent('keydown', { key: 'j', cancelable: true }));
  const onClose = vi.fn();
  const view = render(
    <Dialog title="Keys" onClose={onClose}>
      Text
    </Dialog>,
  );
  press();
  expect(run).not.toHaveBeenCalled();
  fireEvent(document.querySelector('dialog') ?? document.body, new Event('cancel', { cancelable: true }));
  expect(onClose).toHaveBeenCalledTimes(1);
  view.unmount();
  press();
  expect(run).toHaveBeenCalledTimes(1);
  leave();
});

test('what was done is said politely, with the way back on a button that goes after use', () => {
  render(<Toasts />);
  const undo = vi.fn(async () => null);
  fireEvent(window, new Event('noop'));
  offerUndo('12 alerts closed.', { undo, redo: vi.fn() });
  return screen.findByRole('button', { name: 'Undo (z)' }).then((button) => {
    expect(screen.getByRole('status').getAttribute('aria-live')).toBe('polite');
    fireEvent.click(button);
    expect(undo).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('12 alerts closed.')).toBe(null);
  });
});

test('at most three lines stand at a time, the oldest goes', async () => {
  render(<Toasts />);
  for (const text of ['one', 'two', 'three', 'four']) toast(text);
  await screen.findByText('four');
  expect(screen.queryByText('one')).toBe(null);
});

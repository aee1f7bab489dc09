import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import '../../test/act.ts';
import { keyboard } from '../lib/keyboard.ts';
import { Dialog } from './dialog.tsx';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close = function close() {
    this.removeAttribute('open');
  };
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

function opener(): HTMLButtonElement {
  const button = document.createElement('button');
  document.body.append(button);
  button.focus();
  return button;
}

test('it is modal, is called by its title, and says which key closes it', () => {
  render(
    <Dialog title="Save this view" onClose={() => undefined}>
      Text
    </Dialog>,
  );
  const dialog = screen.getByRole('dialog', { name: 'Save this view' });
  expect(dialog.hasAttribute('open')).toBe(true);
  expect(screen.getByRole('button', { name: 'Close' }).getAttribute('aria-keyshortcuts')).toBe('Escape');
});

test.each([
  ['input', <input key="a" aria-label="first" />],
  ['choice', <select key="a" aria-label="first" />],
  ['text', <textarea key="a" aria-label="first" />],
])('the focus begins at the first field (%s), not at the close button', (_name, field) => {
  opener();
  render(
    <Dialog title="Form" onClose={() => undefined}>
      <p>Words</p>
      {field}
      <input aria-label="second" />
    </Dialog>,
  );
  expect(document.activeElement).toBe(screen.getByLabelText('first'));
});

test('when it goes the focus is back where it was opened from', () => {
  const button = opener();
  const view = render(
    <Dialog title="Form" onClose={() => undefined}>
      <input aria-label="field" />
    </Dialog>,
  );
  expect(document.activeElement).not.toBe(button);
  view.unmount();
  expect(document.activeElement).toBe(button);
});

test('Escape is left to whoever opened it, so that nothing closes half', () => {
  const onClose = vi.fn();
  render(
    <Dialog title="Form" onClose={onClose}>
      Text
    </Dialog>,
  );
  const cancel = new Event('cancel', { cancelable: true });
  fireEvent(screen.getByRole('dialog'), cancel);
  expect(cancel.defaultPrevented).toBe(true);
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(screen.getByRole('dialog').hasAttribute('open')).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(onClose).toHaveBeenCalledTimes(2);
});

test('of two dialogs the keys of the page stay silent until both are gone', () => {
  const run = vi.fn();
  const leave = keyboard.add('list', [{ keys: 'j', label: 'Next', run }]);
  const press = () => keyboard.handle(new KeyboardEvent('keydown', { key: 'j', cancelable: true }));
  const dialog = (title: string) =>
    render(
      <Dialog title={title} onClose={() => undefined}>
        Text
      </Dialog>,
    );
  const one = dialog('One');
  const two = dialog('Two');
  one.unmount();
  press();
  expect(run).not.toHaveBeenCalled();
  two.unmount();
  press();
  expect(run).toHaveBeenCalledTimes(1);
  leave();
});

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import '../../test/act.ts';
import { keyboard } from '../lib/keyboard.ts';
import { Dialog, DialogActions } from './dialog.tsx';

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

test('it is no part of what it was opened from, so nothing there changes its looks', () => {
  render(
    <div className="card">
      <Dialog title="Form" onClose={() => undefined}>
        Text
      </Dialog>
    </div>,
  );
  expect(screen.getByRole('dialog').closest('.card')).toBeNull();
});

describe('what a dialog does', () => {
  test('without a deed of its own it sends the form it stands in, once', () => {
    const sent = vi.fn((event: Event) => event.preventDefault());
    render(
      <form onSubmit={(event) => sent(event.nativeEvent)}>
        <DialogActions onCancel={() => undefined}>Save</DialogActions>
      </form>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(sent).toHaveBeenCalledTimes(1);
  });

  test('with one it does that and sends nothing, and the way out does neither', () => {
    const [sent, done, left] = [vi.fn(), vi.fn(), vi.fn()];
    render(
      <form onSubmit={sent}>
        <DialogActions kind="danger" onDo={done} onCancel={left}>
          Delete it
        </DialogActions>
      </form>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Delete it' }));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect([sent, done, left].map((one) => one.mock.calls.length)).toEqual([0, 1, 1]);
  });

  test('while it is under way it cannot be done twice, but left', () => {
    const [done, left] = [vi.fn(), vi.fn()];
    render(
      <DialogActions isOff onDo={done} onCancel={left}>
        Delete it
      </DialogActions>,
    );
    for (const name of ['Delete it', 'Cancel']) fireEvent.click(screen.getByRole('button', { name }));
    expect([done, left].map((one) => one.mock.calls.length)).toEqual([0, 1]);
  });
});

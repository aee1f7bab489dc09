import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { act, lazy, useState } from 'react';
import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest';
import '../../test/act.ts';
import { LateMenu } from './late-menu.tsx';

let arrive: () => void;
let open: () => void;
let load: Mock<() => Promise<void>>;

beforeEach(() => {
  const code = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  load = vi.fn(() => code);
});
afterEach(cleanup);

async function show() {
  const Menu = lazy(async () => {
    await load();
    return {
      default: (is: { isOpen: boolean; wasPressed: boolean }) => (
        <p>{`menu is ${is.isOpen ? 'open' : 'closed'}, by ${is.wasPressed ? 'its button' : 'a key'}`}</p>
      ),
    };
  });
  function Held() {
    const [isOpen, setOpen] = useState(false);
    open = () => setOpen(true);
    return (
      <LateMenu button={<button type="button">Account</button>} isOpen={isOpen} onOpen={setOpen} load={load}>
        {(wasPressed) => <Menu isOpen={isOpen} wasPressed={wasPressed} />}
      </LateMenu>
    );
  }
  await act(async () => void render(<Held />));
  return screen.getByRole('button', { name: 'Account' });
}

test('a page loads no menu', async () => {
  const button = await show();
  expect(load).not.toHaveBeenCalled();
  expect(button.getAttribute('aria-haspopup')).toBe('menu');
  expect(button.getAttribute('aria-expanded')).toBe('false');
});

test.each([
  ['a pointer over its button', (button: HTMLElement) => fireEvent.pointerEnter(button)],
  ['the focus on its button', (button: HTMLElement) => fireEvent.focus(button)],
])('%s starts loading it and opens nothing', async (_case, reach) => {
  const button = await show();
  await act(async () => void reach(button));
  expect(load).toHaveBeenCalledOnce();
  await act(async () => arrive());
  expect(screen.queryByText(/menu is/)).toBeNull();
});

test('a press before the menu is there opens it when it is; until then the button stays', async () => {
  const button = await show();
  await act(async () => void fireEvent.click(button));
  expect(screen.getByRole('button', { name: 'Account' })).toBeTruthy();
  await act(async () => arrive());
  expect(screen.getByText('menu is open, by its button')).toBeTruthy();
});

test('a menu that a key opens knows that its button was not pressed, so that the focus stays where it was', async () => {
  await show();
  await act(async () => open());
  await act(async () => arrive());
  expect(screen.getByText('menu is open, by a key')).toBeTruthy();
});

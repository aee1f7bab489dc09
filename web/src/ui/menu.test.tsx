import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { act, useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../test/act.ts';
import { Menu, MenuCheck, MenuChoice, MenuItem } from './menu.tsx';

// Without layout a menu's first entry cannot take the focus, and the library says so at length.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

// Nothing has a place here, which the library takes for a button that was scrolled away, and hides its menu.
const inTree = { hidden: true };

function Held({ children }: { children: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Menu target={<button type="button">Rows</button>} isOpen={isOpen} onOpen={setOpen}>
      {children}
    </Menu>
  );
}
const show = (children: React.ReactNode) => {
  render(<Held>{children}</Held>);
  return screen.getByRole('button', { name: 'Rows' });
};
const open = async (target: HTMLElement) => {
  await act(async () => void fireEvent.click(target));
  return screen.findByRole('menu', inTree);
};

test('the button says that it has a menu, and whether it is open', async () => {
  const target = show(<MenuItem>One</MenuItem>);
  expect(target.getAttribute('aria-haspopup')).toBe('menu');
  expect(target.getAttribute('aria-expanded')).toBe('false');
  const menu = await open(target);
  expect(target.getAttribute('aria-expanded')).toBe('true');
  expect(menu.id).toBe(target.getAttribute('aria-controls'));
});

test('Escape closes it', async () => {
  const menu = await open(show(<MenuItem>One</MenuItem>));
  await act(async () => void fireEvent.keyDown(menu, { key: 'Escape', code: 'Escape' }));
  expect(screen.queryByRole('menu', inTree)).toBeNull();
});

test('a command closes it, a switch and a choice leave it open', async () => {
  const onCheck = vi.fn();
  const onChoose = vi.fn();
  const onRun = vi.fn();
  const target = show(
    <>
      <MenuCheck isOn={false} onChange={onCheck}>
        Single keys
      </MenuCheck>
      <MenuChoice
        label="Theme"
        value="dark"
        options={[
          { value: 'dark', name: 'Dark' },
          { value: 'light', name: 'Light' },
        ]}
        onChoose={onChoose}
      />
      <MenuItem onClick={onRun}>Sign out</MenuItem>
    </>,
  );
  const menu = await open(target);
  const press = (place: HTMLElement) => act(async () => void fireEvent.click(place));
  await press(within(menu).getByRole('menuitemcheckbox', { name: 'Single keys', ...inTree }));
  expect(onCheck).toHaveBeenCalledWith(true);
  await press(within(menu).getByRole('menuitemradio', { name: 'Light', ...inTree }));
  expect(onChoose).toHaveBeenCalledWith('light');
  expect(screen.getByRole('menu', inTree)).toBe(menu);
  await press(within(menu).getByRole('menuitem', { name: 'Sign out', ...inTree }));
  expect(onRun).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('menu', inTree)).toBeNull();
});

test('what is on is told to readers, and a choice is named by its heading', async () => {
  const menu = await open(
    show(
      <>
        <MenuCheck isOn onChange={() => undefined}>
          Kestrel
        </MenuCheck>
        <MenuChoice
          label="Theme"
          value="dark"
          options={[
            { value: 'dark', name: 'Dark' },
            { value: 'light', name: 'Light' },
          ]}
          onChoose={() => undefined}
        />
      </>,
    ),
  );
  expect(
    within(menu)
      .getByRole('menuitemcheckbox', { name: 'Kestrel', ...inTree })
      .getAttribute('aria-checked'),
  ).toBe('true');
  const group = within(menu).getByRole('group', { name: 'Theme', ...inTree });
  expect(
    within(group)
      .getAllByRole('menuitemradio', inTree)
      .map((one) => one.getAttribute('aria-checked')),
  ).toEqual(['true', 'false']);
});

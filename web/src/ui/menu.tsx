import { Menu as MantineMenu, MantineProvider } from '@mantine/core';
import { type ReactElement, type ReactNode, useDeferredValue } from 'react';

type Props = {
  target: ReactElement;
  children: ReactNode;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  position?: 'bottom-start' | 'bottom-end';
};

const classNames = {
  dropdown: 'menu',
  item: 'menu-item',
  itemLabel: 'menu-words',
  label: 'menu-label',
  divider: 'menu-line',
};

/** A menu below its button, in the console's looks. */
export function Menu({ target, children, isOpen, onOpen, position = 'bottom-start' }: Props) {
  // What opens only after it was drawn gives the focus back when it closes.
  const isDrawn = useDeferredValue(isOpen, false);
  return (
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <MantineMenu
        unstyled
        position={position}
        offset={4}
        transitionProps={{ duration: 0 }}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
        alignItemsLabels="none"
        checkIcon={<span aria-hidden="true">✓</span>}
        classNames={classNames}
        opened={isDrawn && isOpen}
        returnFocus
        onChange={onOpen}
      >
        <MantineMenu.Target>{target}</MantineMenu.Target>
        <MantineMenu.Dropdown>{children}</MantineMenu.Dropdown>
      </MantineMenu>
    </MantineProvider>
  );
}

export const MenuItem = MantineMenu.Item;
export const MenuLine = MantineMenu.Divider;

/** A heading inside a menu, for the eye. */
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <div className="menu-label" role="presentation">
    {children}
  </div>
);

/** Something that is on or off; the menu stays open. */
export const MenuCheck = ({
  isOn,
  onChange,
  children,
}: {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children: ReactNode;
}) => (
  <MantineMenu.CheckboxItem checked={isOn} onChange={onChange} closeMenuOnClick={false}>
    {children}
  </MantineMenu.CheckboxItem>
);

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; name: string }[];
  onChoose: (value: T) => void;
};

/** One of several; the menu stays open. */
export function MenuChoice<T extends string>({ label, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <MantineMenu.RadioGroup value={value} onChange={(next) => onChoose(next as T)}>
      {/* The library's group is none to readers. */}
      <div role="group" aria-label={label}>
        <MenuLabel>{label}</MenuLabel>
        {options.map((option) => (
          <MantineMenu.RadioItem key={option.value} value={option.value} closeMenuOnClick={false}>
            {option.name}
          </MantineMenu.RadioItem>
        ))}
      </div>
    </MantineMenu.RadioGroup>
  );
}

import { cloneElement, type ReactElement, type ReactNode, Suspense, useState } from 'react';

type Props = {
  /** Shown until the menu is there, which then draws the same button itself. */
  button: ReactElement<object>;
  /** The menu, loaded lazily; told whether the button was pressed, and so had the focus. */
  children: (wasPressed: boolean) => ReactNode;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  /** Starts loading the menu. */
  load: () => unknown;
};

/** A button whose menu is loaded when it is first reached for: no page waits for what few of its visits need. */
export function LateMenu({ button, children, isOpen, onOpen, load }: Props) {
  const [isWanted, setWanted] = useState(isOpen);
  const [wasPressed, setPressed] = useState(false);
  if (isOpen && !isWanted) setWanted(true);
  const alone = cloneElement(button, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => {
      setPressed(true);
      onOpen(true);
    },
    onPointerEnter: load,
    onFocus: load,
  } as object);
  return isWanted ? <Suspense fallback={alone}>{children(wasPressed)}</Suspense> : alone;
}

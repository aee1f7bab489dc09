import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> & {
  children: ReactNode;
  /** The key that does the same; printed on the button. */
  keys?: string;
  kind?: 'plain' | 'main' | 'danger' | 'quiet';
  isLarge?: boolean;
};

const classes = { plain: 'btn', main: 'btn main', danger: 'btn danger', quiet: 'quiet' };

/** A button that prints its key. */
export function Button({ children, keys, kind = 'plain', isLarge = false, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`${classes[kind]}${isLarge ? ' large' : ''}`}
      aria-keyshortcuts={keys?.replace(' ', '+')}
    >
      {children}
      {keys ? <Kbd keys={keys} /> : null}
    </button>
  );
}

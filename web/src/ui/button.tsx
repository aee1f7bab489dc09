import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useKeyNow } from '../lib/use-keys.ts';
import { Caps } from './kbd.tsx';

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
  const now = useKeyNow(keys ?? '');
  return (
    <button
      type="button"
      {...rest}
      className={`${classes[kind]}${isLarge ? ' large' : ''}`}
      aria-keyshortcuts={now?.replace(' ', '+') || undefined}
    >
      {children}
      {now ? <Caps keys={now} /> : null}
    </button>
  );
}

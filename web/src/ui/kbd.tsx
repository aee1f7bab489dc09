import { Fragment } from 'react';

const glyphs: Record<string, string> = { Shift: '⇧', Mod: 'Ctrl', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

const written = (press: string): string => {
  if (press === '+') return '+';
  const parts = press.split('+');
  const key = parts.pop() ?? '';
  const shown = glyphs[key] ?? (key.length === 1 && parts.includes('Mod') ? key.toUpperCase() : key);
  return parts.map((part) => glyphs[part] ?? part).join('') + (parts.includes('Mod') ? ' ' : '') + shown;
};

/** A key as it is written where it works: `⇧x`, `Ctrl K`; a sequence shows one cap per press. */
export function Kbd({ keys }: { keys: string }) {
  const presses = keys.split(' ');
  return (
    <>
      {presses.map((press, index) => (
        // The presses of one key never change places.
        <Fragment key={index}>
          {index > 0 ? ' ' : null}
          <kbd aria-hidden="true">{written(press)}</kbd>
        </Fragment>
      ))}
    </>
  );
}

/** A key with what it does, for footers. */
export function Hint({ keys, label }: { keys: string | readonly string[]; label: string }) {
  const list = typeof keys === 'string' ? [keys] : keys;
  return (
    <span>
      {list.map((one) => (
        <Fragment key={one}>
          <Kbd keys={one} />{' '}
        </Fragment>
      ))}
      {label}
    </span>
  );
}

import { Fragment } from 'react';
import { keyboard } from '../lib/keyboard.ts';
import { useAllKeys, useKeyNow } from '../lib/use-keys.ts';

const glyphs: Record<string, string> = {
  Shift: '⇧',
  Mod: 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

const written = (press: string): string => {
  if (press === '+') return '+';
  const parts = press.split('+');
  const key = parts.pop() ?? '';
  const shown = glyphs[key] ?? (key.length === 1 && parts.includes('Mod') ? key.toUpperCase() : key);
  return parts.map((part) => glyphs[part] ?? part).join('') + (parts.includes('Mod') ? ' ' : '') + shown;
};

/** The key that does what `keys` does by default, as the person set it; nothing when it is switched off. */
export function Kbd({ keys }: { keys: string }) {
  const now = useKeyNow(keys);
  return now === null ? null : <Caps keys={now} />;
}

/** A key as it is written where it works: `⇧x`, `Ctrl K`; a sequence shows one cap per press. */
export function Caps({ keys }: { keys: string }) {
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

/** A key with what it does, for footers; nothing when it is switched off. */
export function Hint({ keys, label }: { keys: string | readonly string[]; label: string }) {
  useAllKeys();
  const list = [keys].flat().flatMap((one) => keyboard.now(one) ?? []);
  if (list.length === 0) return null;
  return (
    <span>
      {list.map((one) => (
        <Fragment key={one}>
          <Caps keys={one} />{' '}
        </Fragment>
      ))}
      {label}
    </span>
  );
}

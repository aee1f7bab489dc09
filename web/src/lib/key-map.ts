import type { Binding, Registered, Scope } from './keyboard.ts';

/** Keys that a person moved, by scope and default: `list j` → `n`. `null` is switched off. */
export type KeyMap = Readonly<Record<string, string | null>>;

type Named = { scope: Scope; was: string };

const idOf = ({ scope, was }: Named): string => `${scope} ${was}`;

/** A binding with the key it has now. */
export function placed(binding: Binding, scope: Scope, map: KeyMap): Registered {
  const named = { scope, was: binding.keys };
  const moved = isFixed({ ...binding, ...named }) ? undefined : map[idOf(named)];
  return { ...binding, ...named, keys: moved ?? binding.keys, isOff: moved === null };
}

/** The way out, digits that count choices, and what works while typing stay where they are. */
export const isFixed = (binding: Named & { inFields?: boolean }): boolean =>
  binding.was === 'Escape' || binding.scope === 'bar' || binding.inFields === true;

/** What the keys would run into: the same press, or one that is the beginning of the other. */
export function clashOf(list: readonly Registered[], mine: Named, keys: string): Registered | null {
  const isNear = (other: string) => other === keys || other.startsWith(`${keys} `) || keys.startsWith(`${other} `);
  return (
    // While the bar is open it takes its digits from everything below, on purpose.
    list.find((other) => !other.isOff && other.scope !== 'bar' && idOf(other) !== idOf(mine) && isNear(other.keys)) ??
    null
  );
}

/** The map with one binding at another key, or off with `null`; at its default it needs no entry. */
export function movedTo(map: KeyMap, mine: Named, keys: string | null): KeyMap {
  const { [idOf(mine)]: _, ...others } = map;
  return keys === mine.was ? others : { ...others, [idOf(mine)]: keys };
}

/** What was kept, less what is no map. */
export const keyMapOf = (kept: unknown): KeyMap =>
  typeof kept === 'object' && kept !== null
    ? Object.fromEntries(
        Object.entries(kept).filter(([, keys]) => keys === null || (typeof keys === 'string' && keys !== '')),
      )
    : {};

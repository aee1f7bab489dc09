import { type KeyMap, placed } from './key-map.ts';

/** Where a key works; a later one is asked first, so that a mode such as the closing bar takes the digits from the list. */
export const scopes = ['global', 'list', 'triage', 'findings', 'evidence', 'bar'] as const;
export type Scope = (typeof scopes)[number];

export type Binding = {
  /** As written in help: `j`, `Shift+x`, `g a`, `Mod+k`, `Enter`, `ArrowUp`. `Mod` is Ctrl or Command. */
  keys: string;
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Works while a text field has the focus; only for keys with `Mod` and for Escape. */
  inFields?: boolean;
  /** Left out of help and palette, for twins such as `o` beside `Enter`. */
  isHidden?: boolean;
  isEnabled?: boolean;
};

/** A binding where it stands: `keys` as the person set them, `was` as they are by default. */
export type Registered = Binding & { scope: Scope; was: string; isOff: boolean };

const sequenceMs = 900;

/** Holds what each key does at the moment, and gives a key press to the innermost scope that wants it. */
export class Keyboard {
  #sets = new Map<symbol, { scope: Scope; bindings: readonly Binding[] }>();
  #listeners = new Set<() => void>();
  #snapshot: readonly Registered[] = [];
  #begun: { key: string; atMs: number } | null = null;
  #pauses = 0;
  #moved: KeyMap = {};
  /** Whether keys without `Mod` work at all (WCAG 2.1.4 asks for a switch). */
  hasSingleKeys = true;

  /** Adds bindings until the returned function is called. */
  add(scope: Scope, bindings: readonly Binding[]): () => void {
    const id = Symbol(scope);
    this.#sets.set(id, { scope, bindings });
    this.#changed();
    return () => {
      this.#sets.delete(id);
      this.#changed();
    };
  }

  /** Silences every key until the returned function is called, for dialogs. */
  pause(): () => void {
    this.#pauses += 1;
    return () => {
      this.#pauses -= 1;
    };
  }

  /** Puts keys where a person wants them; what the map does not name stays where it is by default. */
  move(map: KeyMap): void {
    if (map === this.#moved) return;
    this.#moved = map;
    this.#changed();
  }

  /** The key that does now what `was` does by default; `null` when it is switched off. */
  now(was: string): string | null {
    const found = this.#snapshot.find((binding) => binding.was === was);
    return found ? (found.isOff ? null : found.keys) : was;
  }

  /** All bindings, innermost scope first and the newest of a scope first. */
  list = (): readonly Registered[] => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Runs what the press means, if anything; `true` when it meant something. */
  handle(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing || this.#pauses > 0) return false;
    const names = namesOf(event);
    const isField = isInField(event.target);
    const begun = this.#begun && event.timeStamp - this.#begun.atMs < sequenceMs ? this.#begun.key : null;
    this.#begun = null;
    const usable = this.#snapshot.filter(
      (binding) => !binding.isOff && binding.isEnabled !== false && this.#isAllowed(binding, isField),
    );
    const wanted = [...(begun ? names.map((name) => `${begun} ${name}`) : []), ...names];
    const keys = wanted.find((one) => usable.some((binding) => binding.keys === one));
    const found = usable.find((binding) => binding.keys === keys);
    if (found) {
      if (isNativeTarget(event)) return false;
      event.preventDefault();
      found.run(event);
      return true;
    }
    const key = names.find((name) => usable.some((binding) => binding.keys.startsWith(`${name} `)));
    if (key !== undefined) {
      this.#begun = { key, atMs: event.timeStamp };
      event.preventDefault();
      return true;
    }
    return false;
  }

  #isAllowed(binding: Binding, isField: boolean): boolean {
    if (isField) return binding.inFields === true;
    return this.hasSingleKeys || !isCharacter(binding.keys);
  }

  #changed(): void {
    const inner = (a: Registered, b: Registered) => scopes.indexOf(b.scope) - scopes.indexOf(a.scope);
    const newestFirst = [...this.#sets.values()].reverse();
    this.#snapshot = newestFirst
      .flatMap(({ scope, bindings }) => bindings.map((binding) => placed(binding, scope, this.#moved)))
      .sort(inner);
    for (const listener of this.#listeners) listener();
  }
}

/** The page's keyboard. */
export const keyboard = new Keyboard();

/**
 * How a press may be written in a binding, the likeliest first; none for modifiers alone and for keys of the browser.
 * A shifted digit is the sign that it types, since `/` lies there on some keyboards, and then `Shift+` with the digit.
 */
export function namesOf(event: KeyboardEvent): string[] {
  const { key } = event;
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'AltGraph'].includes(key)) return [];
  // Alt belongs to the browser; AltGr, which types characters on many layouts, is not reported as Alt.
  if (event.altKey) return [];
  if (event.ctrlKey || event.metaKey) return [`Mod+${key.toLowerCase()}`];
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (event.shiftKey && digit !== undefined) return [key, `Shift+${digit}`];
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const name = key.length === 1 ? key.toLowerCase() : key;
  return [event.shiftKey && !isSign ? `Shift+${name}` : name];
}

// `j`, `Shift+x`, `?`, `g a`: what a person who dictates could type by accident.
export const isCharacter = (keys: string): boolean =>
  !keys.startsWith('Mod+') &&
  keys.split(' ').some((press) => press === '+' || (press.split('+').at(-1) ?? '').length <= 1);

function isInField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

// Enter and Space on a button or a link press it; a screen's Enter must not take that away.
function isNativeTarget(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return (
    event.target instanceof HTMLElement &&
    event.target.closest('a[href],button,summary,[role=menuitem],[role=option]') !== null
  );
}

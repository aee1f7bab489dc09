import { useSyncExternalStore } from 'react';
import { type KeyMap, keyMapOf } from './key-map.ts';
import { keyboard } from './keyboard.ts';

export const themes = ['dark', 'light', 'auto'] as const;
export type Theme = (typeof themes)[number];
export const densities = ['compact', 'default', 'relaxed'] as const;
export type Density = (typeof densities)[number];
export const rowHeights: Record<Density, number> = { compact: 28, default: 34, relaxed: 44 };

/** What belongs to this screen and this pair of eyes, not to the account. */
export type Preferences = {
  theme: Theme;
  density: Density;
  hasSingleKeys: boolean;
  keys: KeyMap;
  hasRail: boolean;
};

const place = 'wf.preferences';
const initial: Preferences = { theme: 'auto', density: 'compact', hasSingleKeys: true, keys: {}, hasRail: true };

const listeners = new Set<() => void>();
let present: Preferences = read();

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    return typeof kept === 'object' && kept !== null ? checked({ ...initial, ...kept }) : initial;
  } catch {
    // Private windows may refuse storage; the defaults hold for the visit.
    return initial;
  }
}

function checked(kept: Preferences): Preferences {
  return {
    theme: themes.includes(kept.theme) ? kept.theme : initial.theme,
    density: densities.includes(kept.density) ? kept.density : initial.density,
    hasSingleKeys: kept.hasSingleKeys !== false,
    keys: keyMapOf(kept.keys),
    hasRail: kept.hasRail !== false,
  };
}

/** Changes some preferences, remembers them and shows them at once. */
export function setPreferences(change: Partial<Preferences>): void {
  present = { ...present, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(present));
  } catch {
    // See read().
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

export const preferences = (): Preferences => present;

export const usePreferences = (): Preferences =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    preferences,
    preferences,
  );

/** The theme that is on screen, with `auto` settled by the system. */
export const shownTheme = (theme: Theme): 'dark' | 'light' => {
  if (theme !== 'auto') return theme;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
};

/** Writes theme and density to the root element, where the tokens look for them, and tells the keyboard its keys. */
export function applyPreferences(): void {
  const root = document.documentElement;
  const theme = shownTheme(present.theme);
  root.dataset.theme = theme;
  root.dataset.density = present.density;
  root.style.setProperty('--row', `${rowHeights[present.density]}px`);
  keyboard.hasSingleKeys = present.hasSingleKeys;
  keyboard.move(present.keys);
}

/** The value after the present one, for keys that step through a list. */
export const after = <T>(list: readonly T[], value: T): T => list[(list.indexOf(value) + 1) % list.length] ?? value;

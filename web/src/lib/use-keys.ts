import { useEffect, useSyncExternalStore } from 'react';
import { type Binding, keyboard, type Registered, type Scope } from './keyboard.ts';
import { useLatest } from './use-latest.ts';

/** Binds keys while the component is shown. The handlers of the latest render run, so they need no memory of their own. */
export function useKeys(scope: Scope, bindings: readonly Binding[]): void {
  const latest = useLatest(bindings);
  const shape = bindings
    .map((b) => `${b.keys}\t${b.label}\t${b.isHidden ?? ''}\t${b.isEnabled ?? ''}\t${b.inFields ?? ''}`)
    .join('\n');
  // `shape` stands for the bindings; their handlers are read late.
  useEffect(() => {
    const stable = latest.current.map((binding, index) => ({
      ...binding,
      run: (event: KeyboardEvent) => latest.current[index]?.run(event),
    }));
    return keyboard.add(scope, stable);
  }, [scope, shape, latest]);
}

/** Every key that works now, for help and palette. */
export const useAllKeys = (): readonly Registered[] =>
  useSyncExternalStore(keyboard.subscribe, keyboard.list, keyboard.list);

/** The key that does now what `keys` does by default; `null` when it is switched off. For what is printed beside a verb. */
export const useKeyNow = (keys: string): string | null =>
  useSyncExternalStore(keyboard.subscribe, () => keyboard.now(keys));

/** Silences all keys while `isOn`, for what covers the page. */
export function useKeysPaused(isOn: boolean): void {
  useEffect(() => (isOn ? keyboard.pause() : undefined), [isOn]);
}

import { type KeyboardEvent, useState } from 'react';
import { clashOf, movedTo } from '../lib/key-map.ts';
import { isCharacter, namesOf, type Registered } from '../lib/keyboard.ts';
import { preferences, setPreferences } from '../lib/preferences.ts';
import { shellText } from '../lib/text/shell.ts';
import { useAllKeys } from '../lib/use-keys.ts';
import { Button } from '../ui/button.tsx';

const words = shellText.keyChange;

/** Takes the next press as the key of a binding, or switches it off, or gives it back its default. */
export function KeyChange({ binding, onDone }: { binding: Registered; onDone: () => void }) {
  const all = useAllKeys();
  const [refusal, setRefusal] = useState<string | null>(null);
  const set = (keys: string | null, names: readonly string[] = keys === null ? [] : [keys]) => {
    const [clash] = names.flatMap((name) => clashOf(all, binding, name) ?? []);
    if (clash) return setRefusal(words.taken(clash.label));
    setPreferences({ keys: movedTo(preferences().keys, binding, keys) });
    onDone();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return;
    const names = namesOf(event.nativeEvent);
    const keys = names.at(-1);
    if (keys === undefined) return;
    // Escape must leave the change, not the dialog round it.
    event.preventDefault();
    event.stopPropagation();
    if (keys === 'Escape') onDone();
    else if (keys === ' ' || !isCharacter(keys)) setRefusal(words.onlyCharacters);
    else set(keys, names);
  };
  return (
    <span className="key-change">
      <input
        autoFocus
        readOnly
        aria-label={words.next(binding.label)}
        aria-invalid={refusal !== null}
        placeholder={words.press}
        value=""
        onKeyDown={press}
      />
      {binding.isOff ? null : (
        <Button kind="quiet" onClick={() => set(null)}>
          {words.switchOff}
        </Button>
      )}
      {binding.isOff || binding.keys !== binding.was ? (
        <Button kind="quiet" onClick={() => set(binding.was)}>
          {words.restore}
        </Button>
      ) : null}
      {refusal ? <span role="alert">{refusal}</span> : null}
    </span>
  );
}

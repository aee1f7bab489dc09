import { type KeyboardEvent, lazy, Suspense, useId, useRef, useState } from 'react';
import { shellText } from '../lib/text/shell.ts';
import { PaletteFrame } from './palette-frame.tsx';
import type { Entry } from './use-entries.tsx';

const PaletteList = lazy(() => import('./palette-list.tsx').then((module) => ({ default: module.PaletteList })));

/** Search and commands in one field. The field is here at once, so that no key is lost; what it finds is loaded on use. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const entries = useRef<readonly Entry[]>([]);
  const remember = (found: readonly Entry[]) => {
    entries.current = found;
  };
  const listId = useId();
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // After the dialog is gone, so that keys and focus belong to the page again.
    setTimeout(entry.run, 0);
  };
  const press = (event: KeyboardEvent) => {
    const last = entries.current.length - 1;
    if (event.key === 'ArrowDown') setAt(Math.min(last, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') run(entries.current[at]);
    else return;
    event.preventDefault();
  };
  return (
    <PaletteFrame onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={`${listId}-${at}`}
        aria-label={shellText.find}
        placeholder={shellText.find}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <Suspense>
        <PaletteList id={listId} words={words} at={at} onEntries={remember} onAt={setAt} onRun={run} onHelp={onHelp} />
      </Suspense>
    </PaletteFrame>
  );
}

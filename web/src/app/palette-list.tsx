import { useEffect } from 'react';
import { shellText } from '../lib/text/shell.ts';
import { Kbd } from '../ui/kbd.tsx';
import { type Entry, useEntries } from './use-entries.tsx';

const most = 12;

type Props = {
  id: string;
  words: string;
  at: number;
  /** Tells the field what Enter and the arrows are about. */
  onEntries: (entries: readonly Entry[]) => void;
  onAt: (at: number) => void;
  onRun: (entry: Entry) => void;
  onHelp: () => void;
};

/** What the words of the palette find. */
export function PaletteList({ id, words, at, onEntries, onAt, onRun, onHelp }: Props) {
  const entries = useEntries(words.trim(), onHelp).slice(0, most);
  useEffect(() => onEntries(entries));
  return (
    <div role="listbox" id={id} aria-label={shellText.commands}>
      {entries.map((entry, index) => (
        <div
          key={entry.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className="menu-item"
          data-hovered={index === at || undefined}
          onClick={() => onRun(entry)}
          onMouseMove={() => onAt(index)}
        >
          {entry.mark}
          {entry.label}
          <span className="end">{entry.keys ? <Kbd keys={entry.keys} /> : null}</span>
        </div>
      ))}
      {entries.length === 0 ? <p className="menu-label">{shellText.paletteEmpty}</p> : null}
    </div>
  );
}

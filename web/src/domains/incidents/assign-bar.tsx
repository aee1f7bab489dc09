import { type KeyboardEvent, useId, useState } from 'react';
import { useAsk } from '../../lib/queries.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { kitText } from '../../lib/text/kit.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { Button } from '../../ui/button.tsx';

type Choice = { id: string | null; name: string };

/** Gives alerts to somebody: type a part of the name, Enter. */
export function AssignBar({
  what,
  onAssign,
  onCancel,
}: {
  /** What is given, in words. */
  what: string;
  onAssign: (assignee: string | null, name: string) => void;
  onCancel: () => void;
}) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const users = useAsk('listUsers', {}).data?.items ?? [];
  const everybody: Choice[] = [...users, { id: null, name: alertsText.nobody }];
  const choices = everybody
    .filter((choice) => choice.name.toLowerCase().includes(words.trim().toLowerCase()))
    .slice(0, 8);
  useKeys('bar', [{ keys: 'Escape', label: kitText.cancel, isHidden: true, inFields: true, run: onCancel }]);
  const choose = (choice: Choice | undefined) => choice && onAssign(choice.id, choice.name);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') choose(choices[at]);
    else if (event.key === 'ArrowDown') setAt(Math.min(choices.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <div className="decide">
      <span className="soft">{alertsText.assign(what)}</span>
      <div className="choices">
        <input
          autoFocus
          role="combobox"
          aria-label={alertsText.assignTo}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={choices[at] ? `${listId}-${at}` : undefined}
          placeholder={alertsText.assignHint}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <Button keys="Escape" onClick={onCancel}>
          {kitText.cancel}
        </Button>
      </div>
      <div className="choices" role="listbox" id={listId} aria-label={alertsText.assignTo}>
        {choices.map((choice, index) => (
          <div
            key={choice.id ?? 'nobody'}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            className={`btn${index === at ? ' main' : ''}`}
            onClick={() => choose(choice)}
          >
            {choice.name}
          </div>
        ))}
      </div>
    </div>
  );
}

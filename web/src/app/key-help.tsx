import { useState } from 'react';
import { clashOf, isFixed } from '../lib/key-map.ts';
import { type Registered, scopes } from '../lib/keyboard.ts';
import { setPreferences, usePreferences } from '../lib/preferences.ts';
import { shellText } from '../lib/text/shell.ts';
import { useAllKeys } from '../lib/use-keys.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Caps } from '../ui/kbd.tsx';
import { KeyChange } from './key-change.tsx';

const words = shellText.keyChange;
const idOf = (binding: Registered): string => `${binding.scope} ${binding.was}`;

/** Every key that works on the page below, from the registry itself; a press on one changes it. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const all = useAllKeys();
  const keys = all.filter((binding) => !binding.isHidden);
  const hasMoved = Object.keys(usePreferences().keys).length > 0;
  const [changing, setChanging] = useState<string | null>(null);
  const [changed, setChanged] = useState<string | null>(null);
  const done = () => {
    setChanged(changing);
    setChanging(null);
  };
  return (
    <Dialog title={shellText.keysTitle} onClose={onClose} isWide>
      <p className="dim">
        {words.hint}{' '}
        {hasMoved ? (
          <Button kind="quiet" onClick={() => setPreferences({ keys: {} })}>
            {words.restoreAll}
          </Button>
        ) : null}
      </p>
      <div className="key-groups">
        {scopes
          .filter((scope) => keys.some((binding) => binding.scope === scope))
          .map((scope) => (
            <section key={scope}>
              <h3>{shellText.scopes[scope]}</h3>
              <dl>
                {keys
                  .filter((binding) => binding.scope === scope)
                  .map((binding) => (
                    <div key={binding.was}>
                      <dt>{binding.label}</dt>
                      <dd>
                        {changing === idOf(binding) ? (
                          <KeyChange binding={binding} onDone={done} />
                        ) : (
                          <Key
                            binding={binding}
                            takenBy={clashOf(all, binding, binding.keys)}
                            hasFocus={changed === idOf(binding)}
                            onChange={() => setChanging(idOf(binding))}
                          />
                        )}
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
      </div>
    </Dialog>
  );
}

type KeyProps = { binding: Registered; takenBy: Registered | null; hasFocus: boolean; onChange: () => void };

function Key({ binding, takenBy, hasFocus, onChange }: KeyProps) {
  const shown = (
    <>
      {binding.isOff ? <span className="dim">{shellText.off}</span> : <Caps keys={binding.keys} />}
      <span className="hidden-text">{binding.isOff ? '' : binding.keys}</span>
    </>
  );
  if (isFixed(binding)) return shown;
  return (
    <>
      {/* A key moved on one page may stand in the way of another page's. */}
      {takenBy && !binding.isOff ? <span className="dim">{words.taken(takenBy.label)} </span> : null}
      <button type="button" title={words.change} autoFocus={hasFocus} onClick={onChange}>
        {shown}
      </button>
    </>
  );
}

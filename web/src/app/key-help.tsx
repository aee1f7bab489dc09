import { scopes } from '../lib/keyboard.ts';
import { shellText } from '../lib/text/shell.ts';
import { useAllKeys } from '../lib/use-keys.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';

/** Every key that works on the page below, from the registry itself. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const keys = useAllKeys().filter((binding) => !binding.isHidden);
  return (
    <Dialog title={shellText.keysTitle} onClose={onClose} isWide>
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
                    <div key={binding.keys}>
                      <dt>{binding.label}</dt>
                      <dd>
                        <Kbd keys={binding.keys} />
                        <span className="hidden-text">{binding.keys}</span>
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

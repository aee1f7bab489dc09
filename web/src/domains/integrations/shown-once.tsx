import { copyText } from '../../lib/clipboard.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { Button } from '../../ui/button.tsx';

const words = connectorsText.hook;

/** An address and a secret that nobody can be shown again. */
export function ShownOnce({ url, secret, onDone }: { url: string; secret: string; onDone: () => void }) {
  return (
    <div>
      <p className="warn once">{words.once}</p>
      <Line label={words.url} value={url} said={words.urlCopied} />
      <Line label={words.secret} value={secret} said={words.secretCopied} />
      <div className="dialog-actions">
        <Button kind="main" onClick={onDone}>
          {words.done}
        </Button>
      </div>
    </div>
  );
}

function Line({ label, value, said }: { label: string; value: string; said: string }) {
  return (
    <div className="field">
      <span>{label}</span>
      <div className="copy-line">
        <input
          className="mono"
          readOnly
          aria-label={label}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button onClick={() => void copyText(value, said)} aria-label={`${words.copy}: ${label}`}>
          {words.copy}
        </Button>
      </div>
    </div>
  );
}

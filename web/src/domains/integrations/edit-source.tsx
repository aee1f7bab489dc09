import { useQueryClient } from '@tanstack/react-query';
import type { Source } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { instant } from '../../lib/formats.ts';
import { keyOf, useSend } from '../../lib/queries.ts';
import { useZone } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { kitText } from '../../lib/text/kit.ts';
import { toast } from '../../lib/toasts.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Choice } from './choice.tsx';
import { levels, sinceOptions } from './preview.tsx';

const words = connectorsText.source;

/** From when, from which level and how often a source is read, or whether at all. */
export function EditSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useQueryClient();
  const zone = useZone();
  const [since, setSince] = useState('');
  const [minLevel, setMinLevel] = useState(source.minLevel);
  const [everyS, setEveryS] = useState(String(source.everyS));
  const [isEnabled, setEnabled] = useState(source.isEnabled);
  const save = useSend('updateSource');
  const isPull = source.delivery === 'pull';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      ...(since ? { since } : {}),
      ...(minLevel === source.minLevel ? {} : { minLevel }),
      ...(Number(everyS) === source.everyS ? {} : { everyS: Number(everyS) }),
      ...(isEnabled === source.isEnabled ? {} : { isEnabled }),
    };
    save.mutate(
      { input: { params: { sourceId: source.id }, body }, options: { ifMatch: source.version } },
      {
        onSuccess: () => {
          toast(words.saved(source.name));
          onClose();
        },
        onSettled: () => void client.invalidateQueries({ queryKey: keyOf('listConnections') }),
      },
    );
  };
  const present = source.sinceAt ? instant(source.sinceAt, zone).slice(0, 16) : words.everything;
  return (
    <Dialog title={words.changeTitle(source.name)} onClose={onClose}>
      <form onSubmit={submit}>
        {isPull && source.purpose === 'alerts' ? (
          <Choice
            label={words.sinceLabel}
            value={since}
            options={[{ value: '', label: words.sinceKeep(present) }, ...sinceOptions]}
            onChange={setSince}
          />
        ) : null}
        {source.purpose === 'alerts' ? (
          <Choice
            label={words.levelLabel}
            value={String(minLevel)}
            options={levels}
            onChange={(value) => setMinLevel(Number(value))}
          />
        ) : null}
        {isPull ? (
          <Field
            label={words.everyLabel}
            hint={words.everyHint}
            type="number"
            min={5}
            max={86_400}
            required
            value={everyS}
            error={save.error?.field('everyS')}
            onChange={(event) => setEveryS(event.currentTarget.value)}
          />
        ) : null}
        <label className="check">
          <input
            type="checkbox"
            className="box"
            checked={!isEnabled}
            onChange={(event) => setEnabled(!event.currentTarget.checked)}
          />
          <span>{connectorsText.pane.pause}</span>
        </label>
        {save.error ? (
          <div className="refusal" role="alert">
            {save.error.code === 'version.conflict' ? connectorsText.pane.conflict : save.error.detail}
          </div>
        ) : null}
        <DialogActions isOff={save.isPending} onCancel={onClose}>
          {kitText.save}
        </DialogActions>
      </form>
    </Dialog>
  );
}

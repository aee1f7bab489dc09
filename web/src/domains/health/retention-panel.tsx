import { useQueryClient } from '@tanstack/react-query';
import type { Settings } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { keyOf, useAsk, useSend } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { healthText } from '../../lib/text/health.ts';
import { toast } from '../../lib/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';

const names = ['eventRetentionDays', 'parkedRetentionDays', 'runRetentionDays', 'clearedAfterMinutes'] as const;
type Name = (typeof names)[number];
const bounds: Record<Name, [number, number]> = {
  eventRetentionDays: [1, 3_650],
  parkedRetentionDays: [1, 3_650],
  runRetentionDays: [1, 3_650],
  clearedAfterMinutes: [0, 10_080],
};

/** How long things are kept; administrators change it here. */
export function RetentionPanel() {
  const answer = useAsk('getSettings', {});
  return (
    <section className="panel" aria-label={healthText.retention}>
      <h2>{healthText.retention}</h2>
      {answer.isPending ? (
        <Skeleton rows={4} />
      ) : answer.data ? (
        <SettingsForm key={JSON.stringify(answer.data)} settings={answer.data} />
      ) : (
        <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />
      )}
    </section>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const may = useMay();
  const client = useQueryClient();
  const [values, setValues] = useState(
    () => Object.fromEntries(names.map((name) => [name, String(settings[name])])) as Record<Name, string>,
  );
  const save = useSend('updateSettings');
  const mayUpdate = may('settings:update');
  const changed = names.filter((name) => Number(values[name]) !== settings[name]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { input: { body: Object.fromEntries(changed.map((name) => [name, Number(values[name])])) } },
      {
        onSuccess: () => toast(healthText.settingsSaved),
        onSettled: () => void client.invalidateQueries({ queryKey: keyOf('getSettings') }),
      },
    );
  };
  return (
    <form className="in" onSubmit={submit}>
      {names.map((name) => {
        const { label, hint } = healthText.retentionFields[name];
        return (
          <Field
            key={name}
            label={label}
            hint={hint}
            type="number"
            required
            disabled={!mayUpdate}
            min={bounds[name][0]}
            max={bounds[name][1]}
            value={values[name]}
            error={save.error?.field(name)}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        );
      })}
      {save.error && save.error.errors.length === 0 ? (
        <div className="refusal" role="alert">
          {save.error.detail}
        </div>
      ) : null}
      {mayUpdate ? (
        <Button type="submit" kind="main" disabled={changed.length === 0 || save.isPending}>
          {healthText.save}
        </Button>
      ) : (
        <p className="dim">{healthText.settingsRead}</p>
      )}
    </form>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { keyOf, useSend } from '../../lib/queries.ts';
import { healthText } from '../../lib/text/health.ts';
import { kitText } from '../../lib/text/kit.ts';
import { toast } from '../../lib/toasts.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { isLoop, loopSeconds, scheduleOf } from './schedule.ts';

const words = healthText.editSchedule;

/** When a job runs by itself, or whether at all. */
export function EditSchedule({ job, onClose }: { job: Job; onClose: () => void }) {
  const client = useQueryClient();
  const isRound = isLoop(job);
  const present = isRound ? String(loopSeconds(job.cron)) : job.cron;
  const [when, setWhen] = useState(present);
  const [isEnabled, setEnabled] = useState(job.isEnabled);
  const save = useSend('updateSchedule');
  const cron = isRound ? `every ${when} s` : when;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...(when === present ? {} : { cron }), ...(isEnabled === job.isEnabled ? {} : { isEnabled }) };
    save.mutate(
      { input: { params: { job: job.name }, body }, options: { ifMatch: job.version } },
      {
        onSuccess: () => {
          toast(words.saved(job.name));
          onClose();
        },
        onSettled: () => void client.invalidateQueries({ queryKey: keyOf('getHealth') }),
      },
    );
  };
  const inWords = scheduleOf(cron);
  return (
    <Dialog title={words.title(job.name)} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={isRound ? words.seconds : words.cron}
          hint={inWords === cron ? (isRound ? words.secondsHint : words.cronHint) : words.means(inWords)}
          error={save.error?.field('cron')}
          required
          value={when}
          onChange={(event) => setWhen(event.currentTarget.value)}
          {...(isRound ? { type: 'number', min: 1, max: 86_400 } : { isMono: true, maxLength: 100 })}
        />
        <label className="check">
          <input
            type="checkbox"
            className="box"
            checked={!isEnabled}
            onChange={(event) => setEnabled(!event.currentTarget.checked)}
          />
          <span>{words.off}</span>
        </label>
        {save.error && save.error.errors.length === 0 ? (
          <div className="refusal" role="alert">
            {save.error.detail}
          </div>
        ) : null}
        <DialogActions isOff={save.isPending} onCancel={onClose}>
          {kitText.save}
        </DialogActions>
      </form>
    </Dialog>
  );
}

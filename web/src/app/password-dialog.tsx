import { type FormEvent, useState } from 'react';
import { useSend } from '../lib/queries.ts';
import { shellText } from '../lib/text/shell.ts';
import { toast } from '../lib/toasts.ts';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';

/** Changes the own password. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const send = useSend('changePassword');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(
      { input: { body: { current, next } } },
      {
        onSuccess: () => {
          toast(shellText.passwordChanged);
          onClose();
        },
      },
    );
  };
  const problem = send.error;
  const isCurrentWrong = problem?.code === 'session.refused';
  const nextError = problem && !isCurrentWrong ? (problem.field('next') ?? problem.detail) : null;
  return (
    <Dialog title={shellText.changePassword} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={shellText.currentPassword}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          error={isCurrentWrong ? problem.detail : null}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <Field
          label={shellText.newPassword}
          hint={shellText.passwordHint}
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          value={next}
          error={nextError}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <DialogActions isOff={send.isPending} onCancel={onClose}>
          {shellText.changePassword}
        </DialogActions>
      </form>
    </Dialog>
  );
}

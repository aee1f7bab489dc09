import { useQueryClient } from '@tanstack/react-query';
import type { Customer } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { keyOf, useSend } from '../../lib/queries.ts';
import { useMe } from '../../lib/session.ts';
import { customersText } from '../../lib/text/customers.ts';
import { toast } from '../../lib/toasts.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { HueChoice } from './hue-choice.tsx';
import { aliasesOf, proposeCode, proposeHue, proposeMark } from './propose.ts';

type Props = { onClose: () => void; onDone: (customer: Customer) => void };

/** Adds a customer. Code, mark and hue are proposed from the name until somebody types their own. */
export function NewCustomer({ onClose, onDone }: Props) {
  const client = useQueryClient();
  const { customers: others } = useMe();
  const create = useSend('createCustomer');
  const [name, setName] = useState('');
  const [ownCode, setCode] = useState<string | null>(null);
  const [ownMark, setMark] = useState<string | null>(null);
  const [ownHue, setHue] = useState<string | null>(null);
  const [aliases, setAliases] = useState('');
  const code = ownCode ?? proposeCode(name);
  const mark = ownMark ?? proposeMark(name, new Set(others.map((one) => one.mark)));
  const hue = ownHue ?? proposeHue(others.map((one) => one.hue));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { input: { body: { name, code, hue, ...(mark ? { mark } : {}), aliases: aliasesOf(aliases) } } },
      {
        onSuccess: (customer) => {
          for (const stale of ['listCustomers', 'getSession'] as const)
            void client.invalidateQueries({ queryKey: keyOf(stale) });
          toast(customersText.created(customer.name));
          onDone(customer);
        },
      },
    );
  };
  const { error } = create;
  return (
    <Dialog title={customersText.newTitle} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={customersText.name}
          value={name}
          required
          autoFocus
          maxLength={200}
          error={error?.field('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Field
          label={customersText.code}
          hint={customersText.codeHint}
          isMono
          value={code}
          required
          spellCheck={false}
          error={error?.field('code')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Field
          label={customersText.mark}
          hint={customersText.markHint}
          isMono
          value={mark}
          spellCheck={false}
          maxLength={8}
          error={error?.field('mark')}
          onChange={(event) => setMark(event.currentTarget.value.toUpperCase())}
        />
        <HueChoice value={hue} onChange={setHue} />
        <Field
          label={customersText.aliases}
          hint={customersText.aliasesHint}
          value={aliases}
          spellCheck={false}
          error={error?.field('aliases')}
          onChange={(event) => setAliases(event.currentTarget.value)}
        />
        {error && error.errors.length === 0 ? (
          <div className="refusal" role="alert">
            {error.detail}
          </div>
        ) : null}
        <DialogActions isOff={create.isPending || name.trim() === '' || code === ''} onCancel={onClose}>
          {customersText.create}
        </DialogActions>
      </form>
    </Dialog>
  );
}

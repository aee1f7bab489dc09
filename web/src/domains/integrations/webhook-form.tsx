import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { keyOf, useSend } from '../../lib/queries.ts';
import { useMe } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Choice } from './choice.tsx';
import { levels } from './preview.tsx';
import { ShownOnce } from './shown-once.tsx';

const words = connectorsText.hook;

/** Makes a webhook, then shows its address and secret this once. */
export function WebhookForm() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { customers } = useMe();
  const [name, setName] = useState('');
  const [minLevel, setMinLevel] = useState(7);
  const [customerId, setCustomerId] = useState<string | null>(null);
  const make = useSend('createWebhook');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      { input: { body: { name, minLevel, customerId } } },
      { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf('listConnections') }) },
    );
  };
  const made = make.data;
  if (made) {
    return (
      <section aria-label={words.onceTitle}>
        <ShownOnce
          url={made.url}
          secret={made.secret}
          onDone={() => void navigate({ to: '/platform/connectors', search: { sel: made.connection.id } })}
        />
      </section>
    );
  }
  return (
    <form onSubmit={submit}>
      <Field
        label={words.name}
        hint={words.nameHint}
        value={name}
        required
        maxLength={100}
        error={make.error?.field('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Choice
        label={connectorsText.new.level}
        value={String(minLevel)}
        options={levels}
        onChange={(value) => setMinLevel(Number(value))}
      />
      <Choice
        label={connectorsText.edit.customer}
        value={customerId ?? ''}
        options={[
          { value: '', label: connectorsText.edit.defaultCustomer },
          ...customers.map((customer) => ({ value: customer.id, label: customer.name })),
        ]}
        onChange={(value) => setCustomerId(value || null)}
      />
      {make.error && !make.error.field('name') ? (
        <div className="refusal" role="alert">
          {make.error.detail}
        </div>
      ) : null}
      <Button type="submit" kind="main" disabled={make.isPending || name.trim() === ''}>
        {words.make}
      </Button>
    </form>
  );
}

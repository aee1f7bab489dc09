import { useQueryClient } from '@tanstack/react-query';
import type { Customer } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { keyOf, useSend } from '../../lib/queries.ts';
import { customersText } from '../../lib/text/customers.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Part } from '../../ui/pane.tsx';

/** The names by which events call a customer. */
export function Aliases({ customer, mayUpdate }: { customer: Customer; mayUpdate: boolean }) {
  const client = useQueryClient();
  const [value, setValue] = useState('');
  const add = useSend('addAlias');
  const remove = useSend('removeAlias');
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf('listCustomers') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = value.trim();
    add.mutate(
      { input: { params: { customerId: customer.id }, body: { value: wanted } } },
      {
        onSuccess: () => {
          setValue('');
          toast(customersText.aliasAdded(wanted, customer.name));
        },
        onSettled: refresh,
      },
    );
  };
  const drop = (aliasId: string, name: string) =>
    remove.mutate(
      { input: { params: { customerId: customer.id, aliasId } } },
      { onSuccess: () => toast(customersText.aliasRemoved(name)), onError: toastProblem, onSettled: refresh },
    );
  return (
    <Part title={customersText.aliasTitle}>
      {customer.aliases.length === 0 ? <p className="soft">{customersText.noAlias}</p> : null}
      <ul className="aliases">
        {customer.aliases.map((alias) => (
          <li key={alias.id} className="chip">
            <span className="mono" title={alias.value}>
              {alias.value}
            </span>
            {mayUpdate ? (
              <button
                type="button"
                aria-label={customersText.removeAlias(alias.value)}
                title={customersText.removeAlias(alias.value)}
                onClick={() => drop(alias.id, alias.value)}
              >
                ×
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {mayUpdate ? (
        <form className="alias-form" onSubmit={submit}>
          <Field
            label={customersText.newAlias}
            hint={customersText.aliasHint}
            isMono
            spellCheck={false}
            maxLength={200}
            value={value}
            error={add.error?.field('value') ?? add.error?.detail}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button type="submit" disabled={add.isPending || value.trim() === ''}>
            {customersText.addAlias}
          </Button>
        </form>
      ) : null}
    </Part>
  );
}

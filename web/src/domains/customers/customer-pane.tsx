import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Customer } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { ago, count, instant } from '../../lib/formats.ts';
import { keyOf, useSend } from '../../lib/queries.ts';
import { useMay, useZone } from '../../lib/session.ts';
import { customersText } from '../../lib/text/customers.ts';
import { toast } from '../../lib/toasts.ts';
import { useNow } from '../../lib/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { HueSquare } from '../../ui/customer.tsx';
import { Field } from '../../ui/field.tsx';
import { Pane, Part } from '../../ui/pane.tsx';
import { Aliases } from './aliases.tsx';
import { HueChoice } from './hue-choice.tsx';

/** One customer: what is open there, how events find it, what may be changed. */
export function CustomerPane({ customer }: { customer: Customer }) {
  const may = useMay();
  const zone = useZone();
  const now = useNow(30_000);
  const mayUpdate = may('customer:update');
  return (
    <Pane label={customersText.pane(customer.name)}>
      <header>
        <div className="facts">
          <span className="chip">
            <HueSquare hue={customer.hue} />
            {customer.mark}
          </span>
          <span className="mono">{customer.code}</span>
          {customer.isDefault ? <span className="dim">{customersText.isDefault}</span> : null}
          {customer.isDemo ? <span className="chip">{customersText.isDemo}</span> : null}
        </div>
        <h2>{customer.name}</h2>
        <div className="facts">
          <span title={instant(customer.createdAt, zone)}>
            {customersText.since(instant(customer.createdAt, zone).slice(0, 10))}
          </span>
          {customer.lastEventAt ? (
            <span title={instant(customer.lastEventAt, zone)}>
              {customersText.lastEvent.toLowerCase()} {ago(customer.lastEventAt, now)}
            </span>
          ) : null}
        </div>
      </header>
      <div className="body">
        <div className="two">
          <Link className="card" to="/alerts" search={withLens({ q: '-status:closed' }, customer.code)}>
            <span className="dim">{customersText.openAlerts}</span>
            <span className="big">{count(customer.openAlerts)}</span>
          </Link>
          <Link className="card" to="/findings" search={withLens({}, customer.code)}>
            <span className="dim">{customersText.openFindings}</span>
            <span className="big">{count(customer.openFindings)}</span>
          </Link>
        </div>
        <Aliases customer={customer} mayUpdate={mayUpdate} />
        {mayUpdate ? <Rename key={customer.version} customer={customer} /> : null}
      </div>
    </Pane>
  );
}

// The lens belongs to every page; the types of a single one do not name it.
const withLens = <T extends object>(search: T, lens: string): T => ({ ...search, lens });

/** Starts over when another version was read, so that nothing is saved over what somebody else wrote. */
function Rename({ customer }: { customer: Customer }) {
  const client = useQueryClient();
  const [name, setName] = useState(customer.name);
  const [hue, setHue] = useState(customer.hue);
  const save = useSend('updateCustomer');
  const isSame = name === customer.name && hue === customer.hue;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      {
        input: {
          params: { customerId: customer.id },
          body: { ...(name === customer.name ? {} : { name }), ...(hue === customer.hue ? {} : { hue }) },
        },
        options: { ifMatch: customer.version },
      },
      {
        onSuccess: () => toast(customersText.saved(name)),
        onError: (problem) => {
          if (problem.code === 'version.conflict') toast(customersText.conflict, { kind: 'failure' });
        },
        onSettled: () => {
          for (const stale of ['listCustomers', 'getSession'] as const)
            void client.invalidateQueries({ queryKey: keyOf(stale) });
        },
      },
    );
  };
  return (
    <Part title={customersText.rename}>
      <form onSubmit={submit}>
        <Field
          label={customersText.name}
          value={name}
          required
          maxLength={200}
          error={save.error?.code === 'version.conflict' ? null : (save.error?.field('name') ?? save.error?.detail)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <HueChoice value={hue} onChange={setHue} />
        <Button type="submit" disabled={isSame || save.isPending || name.trim() === ''}>
          {customersText.save}
        </Button>
      </form>
    </Part>
  );
}

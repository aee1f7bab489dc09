import type { Connection, Connector, TlsTrust } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { useMe } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { kitText } from '../../lib/text/kit.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Choice } from './choice.tsx';
import { ConnectorFields } from './connector-fields.tsx';
import { draftOf, startValues, type Values } from './draft.ts';
import { Guide } from './guide.tsx';
import type { ConnectionActs } from './use-connection.ts';

const words = connectorsText.edit;

type Props = { connection: Connection; connector: Connector | undefined; acts: ConnectionActs; onClose: () => void };

/** Name, address, login, trust and whose events they are. What is left as it was is not sent. */
export function EditConnection({ connection, connector, acts, onClose }: Props) {
  const { customers } = useMe();
  const fields = connector?.fields ?? [];
  const [name, setName] = useState(connection.name);
  const [customerId, setCustomerId] = useState(connection.customer?.id ?? '');
  const [tls, setTls] = useState<TlsTrust>(connection.tls);
  const [start] = useState<Values>(() => ({
    ...startValues(fields),
    ...Object.fromEntries(
      Object.entries(connection.config).map(([key, value]) => [
        key,
        typeof value === 'boolean' ? value : String(value ?? ''),
      ]),
    ),
    url: connection.baseUrl ?? '',
  }));
  const [values, setValues] = useState(start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const draft = draftOf(connection.kind, fields, values, tls);
    const changed = Object.entries(draft.config ?? {}).filter(([key]) => values[key] !== start[key]);
    const reached = {
      ...(draft.url && draft.url !== connection.baseUrl ? { url: draft.url } : {}),
      ...(changed.length === 0 ? {} : { config: { ...connection.config, ...Object.fromEntries(changed) } }),
      ...(isSame(draft.secrets, {}) ? {} : { secrets: draft.secrets }),
      ...(isSame(tls, connection.tls) ? {} : { tls }),
    };
    const body = {
      ...reached,
      ...(name === connection.name ? {} : { name }),
      ...(customerId === (connection.customer?.id ?? '') ? {} : { customerId: customerId || null }),
    };
    acts.change(body, connectorsText.pane.saved(name), () => {
      onClose();
      if (Object.keys(reached).length > 0) acts.check();
    });
  };
  return (
    <Dialog title={words.title(connection.name)} onClose={onClose}>
      <form onSubmit={submit}>
        <p className="soft">
          <Guide kind={connection.kind} />
        </p>
        <Field
          label={words.name}
          value={name}
          required
          maxLength={100}
          error={acts.updateError?.field('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ConnectorFields
          kind={connection.kind}
          fields={fields}
          values={values}
          onValue={(key, value) => setValues({ ...values, [key]: value })}
          problem={acts.updateError}
          keptSecrets={connection.secretNames}
        />
        {connector ? <Trust tls={tls} onTls={setTls} /> : null}
        <Choice
          label={words.customer}
          value={customerId}
          options={[
            { value: '', label: words.defaultCustomer },
            ...customers.map((customer) => ({ value: customer.id, label: customer.name })),
          ]}
          onChange={setCustomerId}
        />
        {acts.updateError && acts.updateError.errors.length === 0 ? (
          <div className="refusal" role="alert">
            {acts.updateError.code === 'version.conflict' ? connectorsText.pane.conflict : acts.updateError.detail}
          </div>
        ) : null}
        <DialogActions isOff={acts.isBusy} onCancel={onClose}>
          {connector ? words.save : kitText.save}
        </DialogActions>
      </form>
    </Dialog>
  );
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function Trust({ tls, onTls }: { tls: TlsTrust; onTls: (tls: TlsTrust) => void }) {
  const choose = (verify: string) => {
    if (verify === 'ca') onTls({ verify: 'ca', ca: '' });
    else if (verify === 'pin') onTls({ verify: 'pin', fingerprint: '' });
    else onTls({ verify: 'system' });
  };
  return (
    <>
      <Choice
        label={words.trust}
        value={tls.verify}
        options={[
          { value: 'system', label: words.trustSystem },
          { value: 'ca', label: words.trustCa },
          { value: 'pin', label: words.trustPin },
        ]}
        onChange={choose}
      />
      {tls.verify === 'pin' ? (
        <Field
          label={words.fingerprint}
          isMono
          required
          value={tls.fingerprint}
          onChange={(event) => onTls({ verify: 'pin', fingerprint: event.currentTarget.value.trim() })}
        />
      ) : null}
      {tls.verify === 'ca' ? (
        <div className="field">
          <label htmlFor="edit-ca">{words.ca}</label>
          <textarea
            id="edit-ca"
            className="mono"
            rows={5}
            required
            spellCheck={false}
            value={tls.ca}
            onChange={(event) => onTls({ verify: 'ca', ca: event.currentTarget.value })}
          />
        </div>
      ) : null}
    </>
  );
}

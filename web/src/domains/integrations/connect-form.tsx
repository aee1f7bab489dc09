import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ConnectorField, TlsTrust } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { middle } from '../../lib/formats.ts';
import { keyOf, useSend } from '../../lib/queries.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { toast } from '../../lib/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ConnectorFields } from './connector-fields.tsx';
import { draftOf, isComplete, startValues, type Value } from './draft.ts';
import { InstallerFile } from './installer-drop.tsx';
import { Preview, type ReadFrom } from './preview.tsx';
import { ProbeSteps } from './probe-steps.tsx';
import { useProbe } from './use-probe.ts';

const words = connectorsText.new;
const system: TlsTrust = { verify: 'system' };

type Props = { kind: string; fields: readonly ConnectorField[]; takesFile?: boolean };

/** Fields at the left, the check at the right, then what would come in. Nothing is saved before it was checked. */
export function ConnectForm({ kind, fields, takesFile = false }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [values, setValues] = useState(() => startValues(fields));
  const [tls, setTls] = useState<TlsTrust>(system);
  const [from, setFrom] = useState<ReadFrom>({ since: '24h', minLevel: 7, customerId: null });
  const probe = useProbe();
  const save = useSend('createConnection');
  const draft = draftOf(kind, fields, values, tls);
  const isSame =
    probe.checked !== null && JSON.stringify({ ...draft, minLevel: from.minLevel }) === JSON.stringify(probe.checked);
  const canSave = probe.isWhole && isSame && probe.reply?.kind != null;

  const check = (event?: FormEvent) => {
    event?.preventDefault();
    save.reset();
    probe.check({ ...draft, minLevel: from.minLevel });
  };
  const trust = (next: TlsTrust) => {
    setTls(next);
    save.reset();
    probe.check({ ...draft, tls: next, minLevel: from.minLevel });
  };
  const choose = (next: ReadFrom) => {
    setFrom(next);
    // Another level means another volume and other samples; the steps stay where they are.
    if (next.minLevel !== from.minLevel) probe.check({ ...draft, minLevel: next.minLevel }, { isQuiet: true });
  };
  const keep = () =>
    save.mutate(
      { input: { body: { ...draft, ...from } } },
      {
        onSuccess: (connection) => {
          void client.invalidateQueries({ queryKey: keyOf('listConnections') });
          toast(words.started(connection.name));
          void navigate({ to: '/platform/connectors', search: { sel: connection.id } });
        },
      },
    );

  const problem = probe.error ?? save.error;
  return (
    <>
      <form onSubmit={check} noValidate={false}>
        <ConnectorFields
          kind={kind}
          fields={fields}
          values={values}
          onValue={(name: string, value: Value) => setValues({ ...values, [name]: value })}
          problem={problem}
        />
        <Trust tls={tls} onTls={setTls} onSystem={() => trust(system)} />
        {problem && !problem.errors.length ? (
          <div className="refusal" role="alert">
            {problem.detail || problem.title}
          </div>
        ) : null}
        <div className="dialog-actions">
          <Button
            type="submit"
            kind={canSave ? 'plain' : 'main'}
            disabled={probe.isAsking || !isComplete(fields, values)}
          >
            {probe.reply ? words.again : words.check}
          </Button>
          <Button kind={canSave ? 'main' : 'plain'} disabled={!canSave || save.isPending} onClick={keep}>
            {save.isPending
              ? words.saving
              : probe.reply?.kind != null && !probe.reply.isOk
                ? words.saveAnyway
                : words.save}
          </Button>
        </div>
        {takesFile ? (
          <InstallerFile
            address={String(values.url ?? '')}
            onLogin={(login) => setValues({ ...values, username: login.user, password: login.password })}
          />
        ) : null}
      </form>
      <ProbeSteps
        steps={probe.steps}
        expected={probe.isWhole ? null : (probe.kind ?? kind)}
        isAsking={probe.isAsking}
        onTrust={(fingerprint) => trust({ verify: 'pin', fingerprint })}
      />
      {probe.isWhole && probe.reply?.kind != null ? (
        <Preview preview={probe.reply.preview} from={from} onFrom={choose} />
      ) : null}
    </>
  );
}

type TrustProps = { tls: TlsTrust; onTls: (tls: TlsTrust) => void; onSystem: () => void };

/** How the certificate is judged; there is no way to judge it not at all. */
function Trust({ tls, onTls, onSystem }: TrustProps) {
  if (tls.verify === 'pin') {
    return (
      <p className="soft trust">
        {words.trusted(middle(tls.fingerprint, 18))}{' '}
        <button type="button" className="link" onClick={onSystem}>
          {words.untrust}
        </button>
      </p>
    );
  }
  return (
    <details className="trust">
      <summary>{words.ownCa}</summary>
      <div className="field">
        <label htmlFor="connect-ca">{connectorsText.edit.ca}</label>
        <textarea
          id="connect-ca"
          className="mono"
          rows={5}
          spellCheck={false}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={tls.verify === 'ca' ? tls.ca : ''}
          onChange={(event) => {
            const ca = event.currentTarget.value;
            onTls(ca.trim() ? { verify: 'ca', ca } : system);
          }}
        />
      </div>
    </details>
  );
}

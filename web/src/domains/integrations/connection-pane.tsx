import { Link } from '@tanstack/react-router';
import type { Connection } from '@watchfloor/contract';
import { useState } from 'react';
import { ago } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { useNow } from '../../lib/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { CustomerChip } from '../../ui/customer.tsx';
import { Pane, Part } from '../../ui/pane.tsx';
import { DeleteConnection, RotateWebhook } from './connection-dialogs.tsx';
import { EditConnection } from './edit-connection.tsx';
import { ProbeSteps } from './probe-steps.tsx';
import { SourceCard } from './source-card.tsx';
import { productOf, stateOf } from './state.ts';
import { type ConnectionActs, useConnection } from './use-connection.ts';

const words = connectorsText.pane;
type Cover = 'edit' | 'remove' | 'rotate' | null;

/** One connection: how it is doing, what it reads, what the last check saw, and what can be done. */
export function ConnectionPane({ connection, onGone }: { connection: Connection; onGone: () => void }) {
  const may = useMay();
  const now = useNow(10_000);
  const acts = useConnection(connection);
  const [cover, setCover] = useState<Cover>(null);
  const connector = useAsk('listConnectors', {}).data?.items.find((one) => one.id === connection.kind);
  // Webhooks are asked by their senders and demo data by nobody: only what has an address of its own can be checked.
  const isAsked = connection.baseUrl !== null;
  // The demo reads nothing from outside, so nothing about its reading can be changed.
  const mayUpdate = may('connection:update') && !connection.isDemo;
  const close = () => setCover(null);
  const pulled = connection.sources.filter((source) => source.delivery === 'pull' && source.isEnabled);
  return (
    <Pane label={words.label(connection.name)}>
      <Header connection={connection} now={now} />
      <div className="actions">
        {!may('connection:update') ? (
          <span className="dim">{words.yourRole}</span>
        ) : connection.isDemo ? (
          <p className="dim">
            {words.demo} <code>wf demo remove</code> {words.demoOr} <Link to="/platform/health">demo-remove</Link>.
          </p>
        ) : (
          <Actions
            connection={connection}
            isAsked={isAsked}
            acts={acts}
            pulled={pulled.map((source) => source.id)}
            onCover={setCover}
          />
        )}
      </div>
      <div className="body">
        {connection.statusDetail ? <div className="refusal">{connection.statusDetail}</div> : null}
        <Part title={words.sources}>
          <div className="stack">
            {connection.sources.map((source) => (
              <SourceCard
                key={source.id}
                source={source}
                now={now}
                mayUpdate={mayUpdate}
                onRun={() => void acts.run([source.id])}
              />
            ))}
          </div>
        </Part>
        {isAsked ? (
          <Part
            title={words.lastCheck}
            right={connection.lastCheckedAt ? ago(connection.lastCheckedAt, now) : undefined}
          >
            {connection.steps.length === 0 && acts.steps === null ? <p className="soft">{words.neverChecked}</p> : null}
            <ProbeSteps
              steps={acts.steps ?? connection.steps}
              expected={acts.steps === null ? null : connection.kind}
              isAsking={acts.isChecking}
              onTrust={
                mayUpdate
                  ? (fingerprint) =>
                      acts.change({ tls: { verify: 'pin', fingerprint } }, words.saved(connection.name), acts.check)
                  : undefined
              }
            />
          </Part>
        ) : null}
        <Settings connection={connection} isAsked={isAsked} />
      </div>
      {cover === 'edit' ? (
        // The form is drawn from the connector; it starts over when that arrives late.
        <EditConnection
          key={connector?.id ?? 'plain'}
          connection={connection}
          connector={connector}
          acts={acts}
          onClose={close}
        />
      ) : null}
      {cover === 'remove' ? (
        <DeleteConnection connection={connection} acts={acts} onDone={onGone} onClose={close} />
      ) : null}
      {cover === 'rotate' ? <RotateWebhook connection={connection} onClose={close} /> : null}
    </Pane>
  );
}

/** When it was heard of last: a webhook is not asked, it is sent to. */
function heardOf({ kind, lastOkAt }: Connection, now: Date): string {
  const isHook = kind === 'webhook';
  if (lastOkAt === null) return isHook ? words.neverSent : words.neverOk;
  return isHook ? words.lastSent(ago(lastOkAt, now)) : words.lastOk(ago(lastOkAt, now));
}

function Header({ connection, now }: { connection: Connection; now: Date }) {
  const state = stateOf(connection);
  return (
    <header>
      <div className="facts">
        <span className={`state${state.dot}`}>{state.word}</span>
        <span>{productOf(connection.kind)}</span>
        {connection.remoteVersion ? <span className="dim">{words.version(connection.remoteVersion)}</span> : null}
        {connection.customer ? <CustomerChip customer={connection.customer} /> : null}
        {connection.isDemo ? <span className="chip">{connectorsText.demo}</span> : null}
      </div>
      <h2>{connection.name}</h2>
      <div className="facts">
        {connection.baseUrl ? <span className="mono">{connection.baseUrl}</span> : null}
        <span>{heardOf(connection, now)}</span>
      </div>
    </header>
  );
}

type ActionsProps = {
  connection: Connection;
  /** A product that is asked; webhooks and demo data are not. */
  isAsked: boolean;
  acts: ConnectionActs;
  pulled: readonly string[];
  onCover: (cover: Cover) => void;
};

function Actions({ connection, isAsked, acts, pulled, onCover }: ActionsProps) {
  return (
    <>
      {connection.kind === 'webhook' ? <Button onClick={() => onCover('rotate')}>{words.rotate}</Button> : null}
      {isAsked ? (
        <Button kind="main" disabled={acts.isChecking} onClick={acts.check}>
          {acts.isChecking ? words.checking : words.check}
        </Button>
      ) : null}
      {isAsked && connection.isEnabled && pulled.length > 0 ? (
        <Button onClick={() => void acts.run(pulled)}>{words.run}</Button>
      ) : null}
      <Button disabled={acts.isBusy} onClick={connection.isEnabled ? acts.pause : acts.resume}>
        {connection.isEnabled ? words.pause : words.resume}
      </Button>
      <Button onClick={() => onCover('edit')}>{words.edit}</Button>
      <Button kind="danger" onClick={() => onCover('remove')}>
        {words.remove}
      </Button>
    </>
  );
}

function Settings({ connection, isAsked }: { connection: Connection; isAsked: boolean }) {
  const { tls } = connection;
  const trust = tls.verify === 'pin' ? words.trusts.pin(tls.fingerprint) : words.trusts[tls.verify];
  const shown = Object.entries(connection.config).filter(([, value]) => value !== null && value !== '');
  return (
    <Part title={words.settings}>
      <dl className="fields">
        {connection.baseUrl ? <Line name={words.address} value={connection.baseUrl} /> : null}
        {shown.map(([name, value]) => (
          <Line key={name} name={name} value={typeof value === 'object' ? JSON.stringify(value) : String(value)} />
        ))}
        {connection.secretNames.map((name) => (
          <Line key={name} name={name} value={words.secret} />
        ))}
        {isAsked ? <Line name={words.trust} value={trust} /> : null}
        <Line name={words.whose} value={connection.customer?.name ?? words.byKey} />
      </dl>
    </Part>
  );
}

const Line = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd title={value}>{value}</dd>
  </div>
);

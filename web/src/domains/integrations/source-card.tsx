import { Link } from '@tanstack/react-router';
import type { Source } from '@watchfloor/contract';
import { useState } from 'react';
import { ago, instant, span } from '../../lib/formats.ts';
import { useZone } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { Button } from '../../ui/button.tsx';
import { CustomerChip } from '../../ui/customer.tsx';
import { EditSource } from './edit-source.tsx';

const words = connectorsText.source;

type Props = { source: Source; now: Date; mayUpdate: boolean; onRun: () => void };

/** How far the reading is; what is sent to us is never behind. */
function progressOf({ lagS, delivery }: Source): string[] {
  if (lagS !== null) return [words.lag(span(lagS))];
  return delivery === 'push' ? [] : [words.notYet];
}

/** What one source reads: which index, from when, from which level, how often, how far it is. */
export function SourceCard({ source, now, mayUpdate, onRun }: Props) {
  const zone = useZone();
  const [isEditing, setEditing] = useState(false);
  const isPull = source.delivery === 'pull';
  const facts = [
    isPull
      ? source.sinceAt
        ? words.since(instant(source.sinceAt, zone).slice(0, 16))
        : words.everything
      : words.pushed,
    ...(source.purpose === 'alerts' ? [words.level(source.minLevel)] : []),
    ...(isPull ? [words.every(span(source.everyS))] : []),
    ...(source.isEnabled ? progressOf(source) : [words.paused]),
  ];
  return (
    <div className="card source">
      <div className="line">
        <strong>{source.name}</strong>
        {source.customer ? <CustomerChip customer={source.customer} /> : null}
        <code>{source.indexPattern}</code>
        {mayUpdate ? (
          <span className="end">
            {isPull && source.isEnabled ? <Button onClick={onRun}>{words.run}</Button> : null}
            <Button onClick={() => setEditing(true)} aria-label={words.changeTitle(source.name)}>
              {words.change}
            </Button>
          </span>
        ) : null}
      </div>
      <div className="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {source.parked > 0 ? (
          <Link to="/platform/health" className="warn">
            {words.parked(source.parked)}
          </Link>
        ) : null}
      </div>
      {source.lastError ? (
        <div className="bad">
          {source.lastError}
          {source.lastOkAt ? (
            <span className="dim"> {connectorsText.pane.lastOk(ago(source.lastOkAt, now))}</span>
          ) : null}
        </div>
      ) : null}
      {isEditing ? <EditSource source={source} onClose={() => setEditing(false)} /> : null}
    </div>
  );
}

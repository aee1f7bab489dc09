import { Link } from '@tanstack/react-router';
import { age } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { useLens, useMay } from '../../lib/session.ts';
import { homeText } from '../../lib/text/home.ts';
import { CustomerChip } from '../../ui/customer.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';
import { waitingQuery } from './numbers.tsx';
import { Panel } from './panel.tsx';

/** The alerts to begin with, in the order of the queue. */
export function StartHere({ now, hasSources }: { now: Date; hasSources: boolean | null }) {
  const may = useMay();
  const lens = useLens().param;
  const answer = useAsk(
    'listAlerts',
    { query: { q: waitingQuery, sort: 'severity', limit: 6, ...(lens ? { lens } : {}) } },
    { keep: true, everyMs: 60_000 },
  );
  const rows = answer.data?.items ?? [];
  return (
    <Panel
      title={homeText.startHere}
      answer={answer}
      rows={6}
      right={
        rows.length > 0 ? (
          <Link to="/alerts/v/$slug" params={{ slug: 'unassigned' }}>
            {homeText.startTriage} <Kbd keys="Enter" />
          </Link>
        ) : null
      }
    >
      {rows.length === 0 ? (
        <div className="in">
          <strong>{hasSources === false ? homeText.noAlerts : homeText.clear}</strong>
          <p className="soft">{hasSources === false ? homeText.noAlertsBody : homeText.clearBody}</p>
          {hasSources === false && may('connection:update') ? (
            <Link to="/platform/connectors/new">{homeText.connect}</Link>
          ) : null}
        </div>
      ) : (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.id}>
              <Link to="/a/$number" params={{ number: row.number }}>
                <SeverityGlyph severity={row.severity} />
                <span className="what">{row.title}</span>
                <CustomerChip customer={row.customer} isShort />
                <span className="soft num">{age(row.lastSeenAt, now)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

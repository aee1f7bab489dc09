import type { Alert, AlertRow } from '@watchfloor/contract';
import { ago, bothZones, span } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { useMe, useZone } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { CustomerChip } from '../../ui/customer.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';

/** What, whose, how often, since when, who has it; from the row at once, the rest when the alert is read. */
export function AlertHeader({ row, alert, now }: { row: AlertRow; alert: Alert | undefined; now: Date }) {
  const zone = useZone();
  const reasons = useAsk('listVerdictReasons', {}).data?.items ?? [];
  const code = alert?.verdictReason ?? null;
  const reason = reasons.find((one) => one.code === code)?.label.toLowerCase() ?? code;
  const seconds = (Date.parse(row.lastSeenAt) - Date.parse(row.firstSeenAt)) / 1_000;
  const technique = [alert?.techniques[0], alert?.tactics[0]].filter(Boolean).join(' ');
  return (
    <header>
      <div className="facts">
        <SeverityGlyph severity={row.severity} />
        <span className="mono">{row.number}</span>
        <CustomerChip customer={row.customer} />
        {row.ruleId ? (
          <span>{alertsText.level(row.ruleId, row.ruleLevel)}</span>
        ) : (
          <span>{alertsText.sources[row.source] ?? row.source}</span>
        )}
        {technique ? <span className="dim">{technique}</span> : null}
      </div>
      <h2>{row.title}</h2>
      <div className="facts">
        <span>{alertsText.events(row.eventCount, seconds >= 1 ? span(seconds) : null)}</span>
        <span title={bothZones(row.lastSeenAt, zone)}>{alertsText.last(ago(row.lastSeenAt, now))}</span>
        <Owner row={row} />
        {row.status === 'closed' && row.verdict ? (
          <span>{alertsText.closedAs(alertsText.verdicts[row.verdict], reason, alert?.verdictBy?.name ?? null)}</span>
        ) : (
          <span>{alertsText.statusIs(alertsText.statuses[row.status])}</span>
        )}
      </div>
      {alert?.verdictNote ? <p className="soft">{alert.verdictNote}</p> : null}
    </header>
  );
}

function Owner({ row }: { row: AlertRow }) {
  const me = useMe();
  if (!row.assignee) return <span>{alertsText.nobodys}</span>;
  return row.assignee.id === me.id ? (
    <strong>{alertsText.yours}</strong>
  ) : (
    <span>{alertsText.owner(row.assignee.name)}</span>
  );
}

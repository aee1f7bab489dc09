import { Link } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/contract';
import { ago } from '../../lib/formats.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { Part } from '../../ui/pane.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';

/** The host: what else is open there, and whether it can be exploited. */
export function HostCard({ alert }: { alert: Alert }) {
  const { asset } = alert;
  if (!asset) {
    return (
      <div className="card">
        <strong>{alertsText.noHost}</strong>
        <br />
        <span className="dim">{alertsText.noHostBody}</span>
      </div>
    );
  }
  const others = Math.max(0, asset.openAlerts - (alert.status === 'closed' ? 0 : 1));
  const also = alert.assetNames.filter((name) => name !== asset.name);
  return (
    <div className="card">
      <strong>{asset.name}</strong> <span className="dim">{asset.operatingSystem}</span>
      <br />
      {alertsText.hostAlerts(others)}
      <br />
      {asset.id !== null && asset.openExploited > 0 ? <span className="warn">{alertsText.exposed} </span> : null}
      {asset.id !== null ? (
        asset.openFindings > 0 ? (
          <Link to="/findings" search={{ q: `status:open host:"${asset.name}"` }}>
            {alertsText.hostFindings(asset.openFindings, asset.openExploited)}
          </Link>
        ) : (
          alertsText.hostFindings(0, 0)
        )
      ) : null}
      {also.length > 0 ? <div className="dim">{alertsText.alsoOn(also.slice(0, 4).join(', '))}</div> : null}
    </div>
  );
}

/** What was decided about this rule at this customer, and about the alert that this one repeats. */
export function LastTimeCard({ alert, now }: { alert: Alert; now: Date }) {
  const judged = alert.precedents.filter((precedent) => precedent.count > 0);
  const { predecessor } = alert;
  return (
    <div className="card">
      <strong>{alertsText.lastTime}</strong> <span className="dim">{alertsText.sameRule(alert.customer.mark)}</span>
      <br />
      {judged.length === 0
        ? alertsText.neverJudged
        : alertsText.judged(
            judged.map((precedent) => alertsText.judgedPart(precedent.count, alertsText.verdicts[precedent.verdict])),
          )}
      {predecessor ? (
        <>
          <br />
          <Link to="/a/$number" params={{ number: predecessor.number }}>
            {predecessor.number}
          </Link>{' '}
          {alertsText.predecessor(
            predecessor.verdict ? alertsText.verdicts[predecessor.verdict] : null,
            predecessor.closedAt ? ago(predecessor.closedAt, now) : null,
          )}
        </>
      ) : null}
    </div>
  );
}

/** Open alerts of the same host or rule. */
export function RelatedAlerts({ alert, now }: { alert: Alert; now: Date }) {
  if (alert.related.length === 0) return null;
  const whys = (['host', 'rule'] as const).filter((why) => alert.related.some((one) => one.why === why));
  return (
    <Part title={alertsText.related} right={whys.map((why) => alertsText.whys[why]).join(' · ')}>
      <ul className="related">
        {alert.related.map((one) => (
          <li key={one.id}>
            <Link to="/a/$number" params={{ number: one.number }}>
              <SeverityGlyph severity={one.severity} isSmall />
              <span>{one.title}</span>
              <span className="dim">
                {one.assetName ? `${one.assetName} · ` : ''}
                {ago(one.lastSeenAt, now)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}

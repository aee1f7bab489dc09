import { Link } from '@tanstack/react-router';
import type { Finding } from '@watchfloor/contract';
import { count, instant, span } from '../../lib/formats.ts';
import { useZone } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { Part } from '../../ui/pane.tsx';
import { priority } from './columns.tsx';
import { safeLink } from './safe-link.ts';
import { StateWord } from './state-word.tsx';

/** The score as the sum of its lines. */
export function PriorityCard({ finding }: { finding: Finding }) {
  return (
    <div className="card">
      <div className="dim">{findingsText.priority}</div>
      <div className="big">{priority(finding.priority)}</div>
      <div className="sum">
        {finding.scoreLines.map((line) => (
          <Line key={line.label} label={line.label} points={line.points} />
        ))}
        <span className="total">{findingsText.documented}</span>
        <span className="total">{finding.priority.toFixed(1)}</span>
      </div>
      {finding.isEstimated ? (
        <p className="dim">{finding.severity === null ? findingsText.estimatedZero : findingsText.estimated}</p>
      ) : null}
    </div>
  );
}

const Line = ({ label, points }: { label: string; points: number }) => (
  <>
    <span>{label}</span>
    <span>{points.toFixed(1)}</span>
  </>
);

/** What one update would close, and where the finding stands. */
export function StateCard({ finding, now }: { finding: Finding; now: Date }) {
  const zone = useZone();
  return (
    <div className="card">
      <div className="dim">{findingsText.state}</div>
      <div className="state-line">
        <StateWord status={finding.status} />
      </div>
      {finding.statusReason ? <div>{finding.statusReason}</div> : null}
      <div title={instant(finding.presenceAt, zone)}>
        {findingsText.seenFor(finding.isPresent, span((now.getTime() - Date.parse(finding.presenceAt)) / 1_000))}
      </div>
      {finding.reopenedCount > 0 ? <div className="warn">{findingsText.reopened(finding.reopenedCount)}</div> : null}
    </div>
  );
}

export function FixPart({ finding }: { finding: Finding }) {
  const { fix } = finding;
  if (!fix || finding.fixedVersion === null) {
    return (
      <Part title={findingsText.noFixTitle}>
        <div className="soft">{findingsText.noFixBody}</div>
      </Part>
    );
  }
  return (
    <Part title={findingsText.fix(Math.max(0, fix.findings - 1))} right={findingsText.fixHosts(fix.assets)}>
      <div className="mono">{findingsText.fixTo(finding.packageName, finding.fixedVersion)}</div>
    </Part>
  );
}

/** The scanner's own words, each under its name. */
export function ScannerFacts({ finding }: { finding: Finding }) {
  const zone = useZone();
  const names = findingsText.factNames;
  const facts: [string, string | null][] = [
    [names.package, finding.packageName],
    [names.installed, finding.installedVersion],
    [names.fixed, finding.fixedVersion],
    [names.condition, finding.condition],
    [names.architecture, finding.architecture],
    [names.format, finding.format],
    [names.path, finding.path],
    [names.cvss, findingsText.cvss(finding.score, finding.cvssVersion)],
    [names.exploit, findingsText.exploits[finding.exploit].toLowerCase()],
    [names.published, finding.publishedAt === null ? null : instant(finding.publishedAt, zone).slice(0, 10)],
    [names.presence, findingsText.presence(finding.isPresent, instant(finding.presenceAt, zone))],
  ];
  return (
    <Part title={findingsText.facts}>
      <dl className="fields">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd title={value ?? undefined}>{value}</dd>
            </div>
          ))}
      </dl>
    </Part>
  );
}

/** The same CVE elsewhere at the customer. */
export function OtherHosts({ finding, onOpen }: { finding: Finding; onOpen: ((id: string) => void) | undefined }) {
  const { hosts } = finding;
  return (
    <Part title={findingsText.hosts} right={hosts.length > 0 ? findingsText.hostsOf(hosts.length) : undefined}>
      {hosts.length === 0 ? <div className="soft">{findingsText.noHosts}</div> : null}
      <ul className="hosts">
        {hosts.map((host) => (
          <li key={host.id}>
            {onOpen ? (
              <button type="button" className="link mono" onClick={() => onOpen(host.id)}>
                {host.asset.name}
              </button>
            ) : (
              <span className="mono">{host.asset.name}</span>
            )}
            <StateWord status={host.status} />
            {host.isPresent ? null : <span className="dim">{findingsText.absent}</span>}
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** What the CVE is, where it is told, and what happened to this finding. */
export function Background({ finding }: { finding: Finding }) {
  const zone = useZone();
  const links = finding.references.map(safeLink).filter((link) => link !== null);
  return (
    <>
      {finding.description ? (
        <Part title={findingsText.description}>
          <p className="soft prose">{finding.description}</p>
        </Part>
      ) : null}
      {links.length > 0 ? (
        <Part title={findingsText.references} right={count(links.length)}>
          <ul className="plain-list">
            {links.slice(0, 12).map((link) => (
              <li key={link}>
                <a href={link} target="_blank" rel="noreferrer noopener">
                  {link}
                </a>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <Part title={findingsText.history}>
        {finding.history.length === 0 ? <div className="soft">{findingsText.noHistory}</div> : null}
        <ul className="plain-list">
          {finding.history.map((event) => (
            <li key={`${event.at}${event.text}`}>
              <span className="dim">{instant(event.at, zone).slice(0, 16)}</span> {event.text}
            </li>
          ))}
        </ul>
      </Part>
      <p className="dim">
        <Link to="/findings" search={{ q: `cve:${finding.cveId}`, by: 'cve' }}>
          {finding.cveId}
        </Link>
      </p>
    </>
  );
}

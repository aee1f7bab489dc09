import type { FindingGroup, FindingRow } from '@watchfloor/contract';
import { count, span } from '../../lib/formats.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { HueRail } from '../../ui/customer.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';
import type { Column } from '../../ui/table.tsx';
import type { Line } from './lines.ts';
import { StateWord } from './state-word.tsx';
import type { Grouping } from './views.ts';

const words = findingsText.columns;

/** A priority as rows and panes show it: whole numbers, since tenths of it decide nothing. */
export const priority = (points: number): string => String(Math.round(points));

/** How long a finding was open: until now, or until it was patched. */
export function openSpan(row: FindingRow, now: Date): string {
  const until = row.patchedAt === null ? now.getTime() : Date.parse(row.patchedAt);
  return span((until - Date.parse(row.detectedAt)) / 1_000);
}

/** The same in words. */
export const openFor = (row: FindingRow, now: Date): string =>
  row.patchedAt === null ? findingsText.openFor(openSpan(row, now)) : findingsText.wasOpenFor(openSpan(row, now));

/** What a group is called: an update says to which version, and says so when there is none. */
export function groupName(group: FindingGroup, by: Grouping): { title: string; more: string } {
  if (by !== 'fix') return { title: group.title, more: group.subtitle ?? '' };
  return group.subtitle === null
    ? { title: group.title, more: findingsText.noFix }
    : { title: findingsText.versions(group.title, group.subtitle), more: '' };
}

const score = (value: number | null): string => (value === null ? '' : value.toFixed(1));
const inGroup = <T,>(line: Line, cell: (line: Extract<Line, { kind: 'group' }>) => T) =>
  line.kind === 'group' ? cell(line) : null;
const inFinding = <T,>(line: Line, cell: (row: FindingRow) => T) => (line.kind === 'finding' ? cell(line.row) : null);
const strength = (line: Line) => (line.kind === 'group' ? '' : 'soft');

const hostsColumn: Column<Line> = {
  id: 'hosts',
  label: words.hosts,
  track: '52px',
  className: 'num',
  isWide: true,
  cell: (line) => inGroup(line, ({ group }) => count(group.assets)),
};

/** Columns of the grouped list: the group says what it closes, its findings say where and since when. */
export function groupColumns(by: Grouping, now: Date, onMore: (group: string) => void): Column<Line>[] {
  return [
    {
      id: 'severity',
      label: words.severity,
      head: '',
      track: '26px',
      className: 'glyph',
      cell: (line) => inGroup(line, ({ group }) => <SeverityGlyph severity={group.severity} />),
    },
    {
      id: 'title',
      label: findingsText.by[by],
      track: 'minmax(0, 1fr)',
      cell: (line) => <Title line={line} by={by} onMore={onMore} />,
    },
    {
      id: 'closes',
      label: by === 'fix' ? words.closes : words.findings,
      track: '64px',
      className: 'num',
      cell: (line) => inGroup(line, ({ group }) => count(group.findings)),
    },
    // A host is one host.
    ...(by === 'asset' ? [] : [hostsColumn]),
    {
      id: 'exploited',
      label: words.exploitedHint,
      head: words.exploited,
      track: '64px',
      className: 'num',
      isWide: true,
      cell: (line) =>
        line.kind === 'group' ? (
          line.group.exploited > 0 ? (
            count(line.group.exploited)
          ) : null
        ) : line.kind === 'finding' ? (
          <span className="soft">{findingsText.exploitMarks[line.row.exploit]}</span>
        ) : null,
    },
    {
      id: 'cvss',
      label: words.cvss,
      track: '48px',
      className: 'num',
      isWide: true,
      cell: (line) => (
        <span className={strength(line)}>
          {line.kind === 'group' ? score(line.group.score) : inFinding(line, (row) => score(row.score))}
        </span>
      ),
    },
    {
      id: 'priority',
      label: words.priority,
      head: `${words.priority} ↓`,
      track: '66px',
      className: 'num',
      sorted: 'descending',
      cell: (line) =>
        line.kind === 'group' ? (
          priority(line.group.topPriority)
        ) : (
          <span className="soft">{inFinding(line, (row) => priority(row.priority))}</span>
        ),
    },
    {
      id: 'oldest',
      label: words.oldest,
      track: '92px',
      className: 'soft light',
      isWide: true,
      cell: (line) =>
        line.kind === 'group'
          ? span((now.getTime() - Date.parse(line.group.oldestAt)) / 1_000)
          : inFinding(line, (row) => openFor(row, now)),
    },
  ];
}

function Title({ line, by, onMore }: { line: Line; by: Grouping; onMore: (group: string) => void }) {
  if (line.kind === 'group') {
    const { group } = line;
    const name = groupName(group, by);
    return (
      <span title={`${name.title} ${name.more}`}>
        <span className="twist" aria-hidden="true">
          {line.isOpen ? '▾' : '▸'}
        </span>
        {name.title}
        {name.more ? <span className="dim light"> {name.more}</span> : null}
      </span>
    );
  }
  if (line.kind === 'finding') return <Child row={line.row} by={by} />;
  if (line.kind === 'waiting')
    return (
      <span className="inner dim" role="status">
        {findingsText.loadingGroup}
      </span>
    );
  return (
    <span className="inner">
      {line.kind === 'failed' ? <span className="bad">{findingsText.groupFailed(line.why)} </span> : null}
      <button type="button" className="link" tabIndex={-1} onClick={() => onMore(line.group)}>
        {line.kind === 'failed' ? findingsText.retry : findingsText.more(line.left === null ? '' : count(line.left))}
      </button>
    </span>
  );
}

/** What a finding adds to the group that it stands in. */
function Child({ row, by }: { row: FindingRow; by: Grouping }) {
  return (
    <span className="inner" title={`${row.number} ${row.title}`}>
      <SeverityGlyph severity={row.severity} />
      {by === 'cve' ? null : <span className="mono">{row.cveId}</span>}
      {by === 'asset' ? null : <span className="soft mono">{row.asset.name}</span>}
      <span className="soft">
        <StateWord status={row.status} />
      </span>
      {by === 'fix' ? null : <span className="soft">{row.packageName}</span>}
    </span>
  );
}

/** Columns of the flat list. */
export function flatColumns(now: Date): Column<Line>[] {
  return [
    {
      id: 'hue',
      label: words.customer,
      head: '',
      track: '3px',
      className: 'rail3',
      cell: (line) => inFinding(line, (row) => <HueRail hue={row.customer.hue} />),
    },
    {
      id: 'severity',
      label: words.severity,
      head: '',
      track: '26px',
      className: 'glyph',
      cell: (line) => inFinding(line, (row) => <SeverityGlyph severity={row.severity} />),
    },
    {
      id: 'cve',
      label: words.cve,
      track: '120px',
      className: 'mono',
      cell: (line) => inFinding(line, (row) => <span title={row.title}>{row.cveId}</span>),
    },
    {
      id: 'host',
      label: words.host,
      track: '82px',
      className: 'mono soft',
      isWide: true,
      cell: (line) => inFinding(line, (row) => <span title={row.asset.name}>{row.asset.name}</span>),
    },
    {
      id: 'package',
      label: words.package,
      track: 'minmax(0, 1fr)',
      cell: (line) => inFinding(line, (row) => <Package row={row} />),
    },
    {
      id: 'status',
      label: words.status,
      track: '72px',
      className: 'soft',
      isWide: true,
      cell: (line) => inFinding(line, (row) => <StateWord status={row.status} />),
    },
    {
      id: 'exploit',
      label: words.exploited,
      track: '58px',
      className: 'num soft',
      isWide: true,
      cell: (line) => inFinding(line, (row) => findingsText.exploitMarks[row.exploit]),
    },
    {
      id: 'cvss',
      label: words.cvss,
      track: '46px',
      className: 'num soft',
      isWide: true,
      cell: (line) => inFinding(line, (row) => score(row.score)),
    },
    {
      id: 'priority',
      label: words.priority,
      head: `${words.priority} ↓`,
      track: '66px',
      className: 'num',
      sorted: 'descending',
      cell: (line) => inFinding(line, (row) => priority(row.priority)),
    },
    {
      id: 'open',
      label: words.open,
      track: '48px',
      className: 'num soft',
      isWide: true,
      cell: (line) => inFinding(line, (row) => <span title={openFor(row, now)}>{openSpan(row, now)}</span>),
    },
  ];
}

const Package = ({ row }: { row: FindingRow }) => (
  <span title={`${row.packageName} ${findingsText.versions(row.installedVersion, row.fixedVersion)}`}>
    {row.packageName}{' '}
    <span className="dim">
      {row.fixedVersion === null ? findingsText.noFix : findingsText.versions(row.installedVersion, row.fixedVersion)}
    </span>
  </span>
);

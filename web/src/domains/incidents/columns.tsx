import type { AlertRow } from '@watchfloor/contract';
import { age, bothZones, count, initials } from '../../lib/formats.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { HueRail } from '../../ui/customer.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';
import type { Column } from '../../ui/table.tsx';
import type { ShownRow } from './overlay.ts';
import type { Sort } from './views.ts';

/** How the rule was judged here before, in the words of a row. */
export const precedentWords = (precedent: AlertRow['precedent']): string =>
  precedent === null
    ? alertsText.firstHere
    : alertsText.precedent(alertsText.verdictMarks[precedent.verdict], precedent.count, precedent.total);

/** The columns of the queue. Ages are those of `now`; the last column exists only where somebody has one of the rows. */
export function queueColumns(
  now: Date,
  zone: string,
  sort: Sort,
  hasAssignees: boolean,
  onSort: (sort: Sort) => void,
): Column<ShownRow>[] {
  const words = alertsText.columns;
  return [
    {
      id: 'hue',
      label: words.customer,
      head: '',
      track: '3px',
      className: 'rail3',
      cell: (row) => <HueRail hue={row.customer.hue} />,
    },
    {
      id: 'severity',
      label: words.severity,
      head: sort === 'severity' ? '↓' : '↕',
      track: '26px',
      className: 'glyph',
      sorted: sort === 'severity' ? 'descending' : undefined,
      onSort: () => onSort('severity'),
      cell: (row) => <SeverityGlyph severity={row.severity} />,
    },
    {
      id: 'age',
      label: words.age,
      track: '44px',
      className: 'num soft',
      sorted: sort === 'newest' ? 'descending' : sort === 'oldest' ? 'ascending' : undefined,
      onSort: () => onSort(sort === 'newest' ? 'oldest' : 'newest'),
      cell: (row) => <span title={bothZones(row.lastSeenAt, zone)}>{age(row.lastSeenAt, now)}</span>,
    },
    {
      id: 'mark',
      label: words.customer,
      head: words.mark,
      track: '58px',
      className: 'soft',
      isWide: true,
      cell: (row) => <span title={row.customer.name}>{row.customer.mark}</span>,
    },
    {
      id: 'title',
      label: words.title,
      track: 'minmax(0, 1fr)',
      cell: (row) => <span title={row.title}>{row.title}</span>,
    },
    {
      id: 'host',
      label: words.host,
      track: '82px',
      className: 'mono soft',
      isWide: true,
      cell: (row) => <span title={row.assetName ?? undefined}>{row.assetName}</span>,
    },
    {
      id: 'events',
      label: words.events,
      head: '×',
      track: '44px',
      className: 'num',
      isWide: true,
      cell: (row) => (row.eventCount > 1 ? count(row.eventCount) : ''),
    },
    {
      id: 'seen',
      label: words.seen,
      track: '106px',
      className: 'seen',
      isWide: true,
      cell: (row) => <span className={row.precedent ? 'soft' : 'dim'}>{precedentWords(row.precedent)}</span>,
    },
    ...(hasAssignees
      ? [
          {
            id: 'assignee',
            label: words.assignee,
            head: '',
            track: '36px',
            className: 'soft',
            isWide: true,
            cell: (row: ShownRow) =>
              row.assignee ? <span title={row.assignee.name}>{initials(row.assignee.name)}</span> : '',
          },
        ]
      : []),
  ];
}

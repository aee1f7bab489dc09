import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Reply } from '../../lib/api.ts';
import { cappedCount, count, exactSpan, shortClock } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { useLens, useMay, useZone } from '../../lib/session.ts';
import { homeText } from '../../lib/text/home.ts';
import { startOfDay } from './day.ts';
import type { Health } from './use-health.ts';

export const waitingQuery = 'status:open is:unassigned';
const mineQuery = 'assignee:me -status:closed';
const openQuery = '-status:closed';

type Counts = Reply<'countAlerts'>;
const facetCount = (counts: Counts | undefined, field: string, value: string): number =>
  counts?.facets.find((facet) => facet.field === field)?.values.find((one) => one.value === value)?.count ?? 0;

/** Five numbers that say how the shift stands; each is the way to what it counts. */
export function Numbers({ health, now }: { health: Health; now: Date }) {
  const may = useMay();
  const zone = useZone();
  const lens = useLens().param;
  const narrow = lens ? { lens } : {};
  const dayStart = startOfDay(now, zone);
  const closedQuery = `status:closed closed:>="${dayStart.toISOString()}"`;
  const waiting = useAsk('countAlerts', { query: { q: waitingQuery, ...narrow } }, { keep: true });
  const mine = useAsk('countAlerts', { query: { q: mineQuery, ...narrow } }, { keep: true });
  const open = useAsk('countAlerts', { query: { q: openQuery, ...narrow } }, { keep: true });
  const closed = useAsk('countAlerts', { query: { q: closedQuery, ...narrow } }, { keep: true, everyMs: 60_000 });
  const oldest = useAsk(
    'listAlerts',
    { query: { q: waitingQuery, sort: 'oldest', limit: 1, ...narrow } },
    { everyMs: 60_000 },
  );
  const oldestAt = oldest.data?.items[0]?.firstSeenAt;
  const parked = health.data?.parked ?? [];
  return (
    <section className="panel kpis" aria-label={homeText.numbers}>
      <Figure
        to="/alerts/v/$slug"
        slug="unassigned"
        label={homeText.waiting}
        value={waiting.data ? cappedCount(waiting.data.total) : failed(waiting.isError)}
      >
        {waiting.data && waiting.data.total.value === 0
          ? homeText.nobodyWaits
          : joined(
              waiting.data && homeText.criticalPart(facetCount(waiting.data, 'severity', 'critical')),
              oldestAt && homeText.oldest(exactSpan((now.getTime() - Date.parse(oldestAt)) / 1_000)),
            )}
      </Figure>
      <Figure
        to="/alerts/v/$slug"
        slug="mine"
        label={homeText.yours}
        value={mine.data ? cappedCount(mine.data.total) : failed(mine.isError)}
      >
        {mine.data?.total.value === 0
          ? homeText.nothingYours
          : mine.data && homeText.inProgress(facetCount(mine.data, 'status', 'in_progress'))}
      </Figure>
      <Figure
        to="/alerts"
        q={`severity:critical ${openQuery}`}
        label={homeText.critical}
        value={open.data ? count(facetCount(open.data, 'severity', 'critical')) : failed(open.isError)}
      >
        {open.data && homeText.ofOpen(cappedCount(open.data.total))}
      </Figure>
      <Figure
        to="/alerts"
        q={closedQuery}
        label={homeText.closedToday}
        value={closed.data ? cappedCount(closed.data.total) : failed(closed.isError)}
      >
        {homeText.since(shortClock(dayStart, zone))}
      </Figure>
      {may('health:read') ? (
        <Figure
          to="/platform/health"
          label={homeText.parked}
          value={health.data ? count(parked.reduce((sum, one) => sum + one.count, 0)) : failed(health.isError)}
          isWarning={parked.length > 0}
        >
          {health.data && (parked.length === 0 ? homeText.noneParked : homeText.parkedWhy(parked.length))}
        </Figure>
      ) : null}
    </section>
  );
}

// An empty place is still waiting.
const dash = '–';
const failed = (isError: boolean): string | null => (isError ? dash : null);
const joined = (...parts: (string | undefined | false)[]): string => parts.filter(Boolean).join(' · ');

type FigureProps = {
  to: '/alerts' | '/alerts/v/$slug' | '/platform/health';
  slug?: string;
  q?: string;
  label: string;
  /** `null` while it is not known. */
  value: string | null;
  isWarning?: boolean;
  children: ReactNode;
};

function Figure({ to, slug, q, label, value, isWarning = false, children }: FigureProps) {
  return (
    <Link to={to} params={(slug ? { slug } : {}) as never} search={(q ? { q } : {}) as never} activeProps={{}}>
      <span className="dim">{label}</span>
      <span className={`big${isWarning ? ' warn' : ''}`}>{value ?? <span className="bone tall" />}</span>
      <span className="soft">{value === dash ? homeText.uncounted : children || ' '}</span>
    </Link>
  );
}

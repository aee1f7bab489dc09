import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../lib/api.ts';
import { cappedCount } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { partsOf, queryOf } from '../../lib/query-tokens.ts';
import { useMay } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, FilteredEmpty, Skeleton } from '../../ui/states.tsx';

const triedMost = 5;

type Props = { query: string; lens: string | undefined; isView: boolean; onQuery: (query: string) => void };

const demoRun = { query: { job: 'demo-load', limit: 1 } };

/** How far the demo is; asked again while it is shown. */
function DemoLoads() {
  const [run] = useAsk('listRuns', demoRun, { everyMs: 2_000 }).data?.items ?? [];
  return <EmptyState title={alertsText.demoLoads(run?.percent ?? 0)}>{alertsText.demoLoadsBody}</EmptyState>;
}

/** Why the queue is empty: no alert ever, all done, or a query that asks too much; each with the way on. */
export function QueueEmpty({ query, lens, isView, onQuery }: Props) {
  const may = useMay();
  const answer = useQuery({
    queryKey: ['queueEmpty', query, lens],
    queryFn: async ({ signal }) => {
      const total = async (q: string) =>
        (await call('countAlerts', { query: { q, ...(lens ? { lens } : {}) } }, { signal })).total;
      const tokens = partsOf(query);
      const without = await Promise.all(
        tokens.slice(0, triedMost).map(async (token) => {
          const rest = queryOf(tokens.filter((other) => other !== token));
          return { token: token.text, rest, total: await total(rest) };
        }),
      );
      return { all: await total(''), without: without.filter((one) => one.total.value > 0) };
    },
  });
  // At a first start the demo takes half a minute; a queue that says "all clear" meanwhile would mislead.
  const [demo] = useAsk('listRuns', demoRun, { isEnabled: may('health:read') }).data?.items ?? [];
  if (answer.isPending) return <Skeleton rows={3} />;
  if (demo?.state === 'running' || demo?.state === 'waiting') return <DemoLoads />;
  if (answer.data?.all.value === 0) {
    return (
      <EmptyState
        title={alertsText.noAlerts}
        actions={
          may('connection:update') ? (
            <Link className="btn main" to="/platform/connectors/new">
              {alertsText.connect}
            </Link>
          ) : null
        }
      >
        {alertsText.noAlertsBody}
      </EmptyState>
    );
  }
  if (isView) {
    return (
      <EmptyState
        title={alertsText.empty}
        actions={<Button onClick={() => onQuery('status:closed')}>{alertsText.showClosed}</Button>}
      >
        {alertsText.emptyBody}
      </EmptyState>
    );
  }
  const best = answer.data?.without.toSorted((a, b) => a.total.value - b.total.value) ?? [];
  return (
    <FilteredEmpty
      title={alertsText.filteredEmpty}
      actions={
        <>
          {best.map((one) => (
            <Button key={one.token} onClick={() => onQuery(one.rest)}>
              {alertsText.removeToken(one.token)}
            </Button>
          ))}
          <Button onClick={() => onQuery('-status:closed')}>{alertsText.allOpen}</Button>
        </>
      }
    >
      {best.length > 0
        ? best.map((one) => alertsText.filteredBody(one.token, cappedCount(one.total))).join(' ')
        : alertsText.filteredNone}
    </FilteredEmpty>
  );
}

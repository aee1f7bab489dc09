import { Link } from '@tanstack/react-router';
import { cappedCount, count } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { useLens } from '../../lib/session.ts';
import { homeText } from '../../lib/text/home.ts';
import { Panel } from './panel.tsx';

const patchedQuery = 'status:patched patched:>=now-7d';

/** What is open to attack, each number the way to its findings. */
export function Exposure() {
  const lens = useLens().param;
  const narrow = lens ? { lens } : {};
  const open = useAsk('countFindings', { query: { q: 'status:open', ...narrow } }, { keep: true });
  const patched = useAsk('countFindings', { query: { q: patchedQuery, ...narrow } }, { keep: true });
  const of = (field: string, value: string) =>
    open.data?.facets.find((facet) => facet.field === field)?.values.find((one) => one.value === value)?.count ?? 0;
  const words = homeText.exposureLines;
  const silent = open.data?.inventory.silent ?? 0;
  return (
    <Panel title={homeText.exposure} answer={open} right={<Link to="/findings">{homeText.findings}</Link>}>
      <div className="in sums">
        <Line label={words.exploited} q="status:open exploit:available" value={count(of('exploit', 'available'))} />
        <Line label={words.critical} q="status:open severity:critical" value={count(of('severity', 'critical'))} />
        {of('severity', 'unknown') > 0 ? (
          <Line label={words.unknown} q="status:open severity:unknown" value={count(of('severity', 'unknown'))} />
        ) : null}
        <Line label={words.open} q="status:open" value={open.data ? cappedCount(open.data.total) : ''} />
        {patched.data ? <Line label={words.patched} q={patchedQuery} value={cappedCount(patched.data.total)} /> : null}
      </div>
      {silent > 0 ? <p className="in warn after">{homeText.silentHosts(silent)}</p> : null}
    </Panel>
  );
}

const Line = ({ label, q, value }: { label: string; q: string; value: string }) => (
  <Link to="/findings" search={{ q, by: 'all' }}>
    <span>{label}</span>
    <strong>{value}</strong>
  </Link>
);

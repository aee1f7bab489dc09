import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Connection } from '@watchfloor/contract';
import { useMemo } from 'react';
import { curlOf } from '../../lib/api.ts';
import { ago, count, span } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useNow } from '../../lib/use-live.ts';
import { useIsWide } from '../../lib/use-width.ts';
import { CsvLink } from '../../ui/csv-link.tsx';
import { Hint } from '../../ui/kbd.tsx';
import { Pages } from '../../ui/pages.tsx';
import { EmptyState, ErrorState, Forbidden, ReadFailed, Skeleton } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { ConnectionPane } from './connection-pane.tsx';
import { parkedOf, productOf, stateOf, worstLagS } from './state.ts';

const noConnections: readonly Connection[] = [];
const keyOfConnection = (connection: Connection): string => connection.id;

/** What is connected, how it is doing and what it reads. */
export function ConnectorsPage() {
  const may = useMay();
  return (
    <>
      <h1 className="hidden-text">{connectorsText.title}</h1>
      <Pages pages={pagesOf('platform', may)} on="/platform/connectors" label={shellText.views}>
        {may('connection:update') ? (
          <>
            <Link to="/platform/connectors/new" search={{ kind: 'webhook' }}>
              {connectorsText.webhook}
            </Link>
            <Link to="/platform/connectors/new">{connectorsText.connect}</Link>
          </>
        ) : null}
        {may('connection:read') ? <CsvLink of="exportConnections" input={{}} what={connectorsText.csv} /> : null}
      </Pages>
      {may('connection:read') ? <Connections /> : <Forbidden right="connection:read" />}
    </>
  );
}

function Connections() {
  const { sel } = useSearch({ strict: false }) as { sel?: string };
  const navigate = useNavigate();
  const now = useNow(10_000);
  const isWide = useIsWide();
  const answer = useAsk('listConnections', {}, { everyMs: 60_000 });
  const rows = answer.data?.items ?? noConnections;
  const selected = rows.find((row) => row.id === sel) ?? (isWide && sel !== 'none' ? rows[0] : undefined);
  const place = (id: string) => void navigate({ to: '/platform/connectors', search: { sel: id }, replace: true });
  useListKeys({
    rows,
    keyOf: keyOfConnection,
    selectedKey: selected?.id ?? null,
    onSelect: (row) => place(row.id),
    onBack: () => place('none'),
  });
  usePageActions({ curl: () => curlOf('listConnections', {}) });
  const columns = useMemo(() => columnsAt(now), [now]);
  if (answer.isPending) return <Skeleton rows={8} />;
  if (answer.isError && !answer.data)
    return <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (rows.length === 0) return <Nothing />;
  return (
    <div className={`split no-facets${selected ? '' : ' no-pane'}`}>
      <div className="list">
        {answer.isError ? <ReadFailed problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <DataTable
          label={connectorsText.table}
          rows={rows}
          keyOf={keyOfConnection}
          columns={columns}
          selectedKey={selected?.id ?? null}
          onSelect={(row) => place(row.id)}
        />
        <footer className="foot">
          <span>{connectorsText.total(rows.length)}</span>
          <span className="right">
            <Hint keys={['j', 'k']} label={connectorsText.hints.next} />
            <Hint keys="?" label={connectorsText.hints.help} />
          </span>
        </footer>
      </div>
      {selected ? <ConnectionPane key={selected.id} connection={selected} onGone={() => place('none')} /> : null}
    </div>
  );
}

function Nothing() {
  const may = useMay();
  const mayUpdate = may('connection:update');
  return (
    <EmptyState
      title={connectorsText.empty}
      actions={
        mayUpdate ? (
          <Link className="btn main" to="/platform/connectors/new">
            {connectorsText.connect}
          </Link>
        ) : undefined
      }
    >
      {mayUpdate ? connectorsText.emptyBody : connectorsText.emptyRead}
    </EmptyState>
  );
}

function columnsAt(now: Date): Column<Connection>[] {
  const words = connectorsText.columns;
  return [
    {
      id: 'state',
      label: words.state,
      track: '128px',
      cell: (row) => {
        const state = stateOf(row);
        return <span className={`state${state.dot}`}>{state.word}</span>;
      },
    },
    { id: 'name', label: words.name, track: 'minmax(0, 1fr)', cell: (row) => <span title={row.name}>{row.name}</span> },
    {
      id: 'product',
      label: words.product,
      track: '150px',
      className: 'soft',
      isWide: true,
      cell: (row) => `${productOf(row.kind)}${row.remoteVersion ? ` ${row.remoteVersion}` : ''}`,
    },
    {
      id: 'reads',
      label: words.reads,
      track: '120px',
      className: 'soft',
      isWide: true,
      cell: (row) =>
        [
          ...new Set(row.sources.filter((one) => one.isEnabled).map((one) => connectorsText.purposes[one.purpose])),
        ].join(', '),
    },
    {
      id: 'lastOk',
      label: words.lastOk,
      track: '92px',
      className: 'num soft',
      isWide: true,
      cell: (row) => (row.lastOkAt ? ago(row.lastOkAt, now) : connectorsText.never),
    },
    {
      id: 'lag',
      label: words.lag,
      track: '64px',
      className: 'num',
      cell: (row) => {
        const lag = worstLagS(row);
        return lag === null ? '' : span(lag);
      },
    },
    {
      id: 'parked',
      label: words.parked,
      track: '58px',
      className: 'num',
      isWide: true,
      cell: (row) => (parkedOf(row) > 0 ? <span className="warn">{count(parkedOf(row))}</span> : ''),
    },
  ];
}

import { type MouseEvent, useMemo } from 'react';
import { useZone } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useLatest } from '../../lib/use-latest.ts';
import { useNow } from '../../lib/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import { queueColumns } from './columns.tsx';
import type { ShownRow } from './overlay.ts';
import type { Picks } from './picks.ts';
import { QueueEmpty } from './queue-empty.tsx';
import type { Queue } from './use-queue.ts';
import type { QueueState, Sort } from './views.ts';

export const keyOf = (row: ShownRow) => row.id;
const toneOf = (row: ShownRow) => (row.isStale ? 'gone' : undefined);

type Props = {
  queue: Queue;
  state: QueueState;
  lens: string | undefined;
  /** How many rows there are in all; -1 while that is not known exactly. */
  total: number;
  isReading: boolean;
  /** Whether the query is that of a view, whose emptiness is good news. */
  isView: boolean;
  selected: string | null;
  picks: Picks;
  onSelect: (row: ShownRow, event?: MouseEvent) => void;
  onOpen: (row: ShownRow) => void;
  onQuery: (query: string) => void;
  onSort: (sort: Sort) => void;
  onRevert: () => void;
};

/** The rows of the queue, or why there are none. */
export function QueueList(props: Props) {
  const { queue, state, picks } = props;
  const { rows, pages } = queue;
  const now = useNow(15_000);
  const zone = useZone();
  const sortBy = useLatest(props.onSort);
  const hasAssignees = rows.some((row) => row.assignee !== null);
  const columns = useMemo(
    () => queueColumns(now, zone, state.sort, hasAssignees, (sort) => sortBy.current(sort)),
    [now, zone, state.sort, hasAssignees, sortBy],
  );
  const pickedKeys = useMemo(() => (picks.kind === 'all' ? new Set(rows.map(keyOf)) : picks.ids), [picks, rows]);
  if (rows.length === 0) return <NoRows {...props} />;
  return (
    <DataTable
      label={alertsText.queue}
      rows={rows}
      keyOf={keyOf}
      columns={columns}
      total={props.total}
      selectedKey={props.selected}
      pickedKeys={pickedKeys}
      rowClass={toneOf}
      onSelect={props.onSelect}
      onOpen={props.onOpen}
      onEnd={queue.more}
      after={
        pages.isFetchingNextPage ? (
          <Skeleton rows={3} />
        ) : pages.error ? (
          <ErrorState problem={pages.error} onRetry={() => void queue.again()} />
        ) : null
      }
    />
  );
}

function NoRows({ queue, state, lens, isReading, isView, onQuery, onRevert }: Props) {
  const { error, refetch } = queue.pages;
  return (
    <div className="fill">
      {isReading ? <Skeleton rows={24} /> : null}
      {error && error.code !== 'query.invalid' ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      {error?.code === 'query.invalid' ? (
        <EmptyState title={alertsText.unreadable} actions={<Button onClick={onRevert}>{alertsText.revert}</Button>}>
          {alertsText.unreadableBody}
        </EmptyState>
      ) : null}
      {isReading || error ? null : <QueueEmpty query={state.q} lens={lens} isView={isView} onQuery={onQuery} />}
    </div>
  );
}

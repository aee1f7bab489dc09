import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/contract';
import { type ReactNode, useEffect, useState } from 'react';
import { curlOf, type Reply } from '../../lib/api.ts';
import { cappedCount, count } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { ask, useAsk } from '../../lib/queries.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { toast } from '../../lib/toasts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useLatest } from '../../lib/use-latest.ts';
import { useIsNarrow, useIsWide } from '../../lib/use-width.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { AlertPane } from './alert-pane.tsx';
import { rowAfter, type ShownRow } from './overlay.ts';
import { extended, isEmpty, noPicks, toggled, widened } from './picks.ts';
import { type Narrow, narrowed } from './queue-fields.ts';
import { QueueFoot } from './queue-foot.tsx';
import { keyOf, QueueList } from './queue-list.tsx';
import { targetOf } from './target.ts';
import { useActions } from './use-actions.ts';
import { useFresh } from './use-fresh.ts';
import { useQueue } from './use-queue.ts';
import { useSelection } from './use-selection.ts';
import { useTriage } from './use-triage.tsx';
import type { QueueState, Sort } from './views.ts';

type Props = {
  state: QueueState;
  lens: string | undefined;
  counts: Reply<'countAlerts'> | undefined;
  /** The view in the address is not known yet. */
  isWaiting: boolean;
  isView: boolean;
  facets: ReactNode;
  onQuery: (q: string) => void;
  onSort: (sort: Sort) => void;
  onRevert: () => void;
};

/** The rows and the pane that answers before any click. */
export function QueueBody({ state, lens, counts, isWaiting, isView, facets, onQuery, onSort, onRevert }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const queue = useQueue(state, lens, !isWaiting);
  const fresh = useFresh(queue);
  const [selected, select] = useSelection();
  const [picks, setPicks] = useState(noPicks);
  const [isPaneOpen, setPaneOpen] = useState(false);
  const isWide = useIsWide();
  const isNarrow = useIsNarrow();
  const { rows } = queue;
  const total = counts?.total;

  const position = rows.findIndex((row) => row.id === selected);
  const row = rows[position];
  const pickedRows = picks.kind === 'all' ? rows : rows.filter((one) => picks.ids.has(one.id));
  const firstId = rows[0]?.id;
  // The pane is never empty beside a list that is not.
  useEffect(() => {
    if (firstId !== undefined && selected === null) select(firstId);
  }, [firstId, selected, select]);
  // The next alert is read ahead, so that walking down never waits.
  const nextId = rows[position + 1]?.id;
  useEffect(() => {
    if (nextId) void client.prefetchQuery(ask('getAlert', { params: { alertId: nextId } }));
  }, [nextId, client]);
  const queryText = `${state.q}\n${state.sort}\n${lens ?? ''}`;
  const [of, setOf] = useState(queryText);
  if (of !== queryText) {
    setOf(queryText);
    setPicks(noPicks);
    if (selected !== null) select(null);
  }

  // An alert of the address may lie beyond the rows that are loaded.
  const beyond = useAsk(
    'getAlert',
    { params: { alertId: selected ?? '' } },
    { isEnabled: selected !== null && !row },
  ).data;
  const chosen = row ?? (beyond as Alert | undefined);
  const target = targetOf({ picks, row: chosen, loaded: rows.length, total, asOf: counts?.asOf, q: state.q, lens });
  const act = useActions({ query: state.q, apply: queue.apply, revert: queue.revert, rows: queue });
  const { acts, bar } = useTriage({
    target,
    rows: isEmpty(picks) ? [] : pickedRows,
    isClosed: chosen?.status === 'closed',
    act,
    onAct: (meant, action) => {
      setPicks(noPicks);
      if (action.kind !== 'close') return;
      if (meant.kind === 'all') return select(null);
      select(rowAfter(rows, selected, new Set(meant.kind === 'one' ? [meant.id] : meant.ids)));
    },
  });
  const openPage = (one: ShownRow) => void navigate({ to: '/a/$number', params: { number: one.number } });
  const showFresh = () => {
    // Not before the new rows are here: the first of the old ones would be chosen.
    void queue.reload().then(() => select(null));
    void client.invalidateQueries({ queryKey: ['countAlerts'] });
    void client.invalidateQueries({ queryKey: ['viewCounts'] });
  };
  // Where no row stands, none can be moved: what is new comes in by itself.
  const letIn = useLatest(showFresh);
  const mayComeIn = fresh.count > 0 && rows.length === 0 && !queue.pages.isFetching;
  useEffect(() => {
    if (mayComeIn) letIn.current();
  }, [mayComeIn, letIn]);
  const onNarrow: Narrow = (field, value, how) => {
    const q = narrowed(state.q, field, value, how);
    if (q === null) toast(alertsText.noField(field));
    else onQuery(q);
  };
  useListKeys({
    rows,
    keyOf,
    selectedKey: selected,
    onSelect: (one) => select(one.id),
    onOpen: openPage,
    onBack: () => (isEmpty(picks) ? setPaneOpen(false) : setPicks(noPicks)),
    onPick: (one) => setPicks(toggled(picks, one.id)),
    onExtend: (from, to) => setPicks(extended(picks, [from.id, to.id])),
    onPickAll: () => setPicks(widened(picks, rows.map(keyOf))),
  });
  useKeys('list', [{ keys: 'n', label: alertsText.keys.fresh, isEnabled: fresh.count > 0, run: showFresh }]);
  usePageActions({
    permalink: () => (row ? `${location.origin}/a/${row.number}` : location.href),
    curl: () => curlOf('listAlerts', { query: { q: state.q, sort: state.sort, ...(lens ? { lens } : {}) } }),
  });
  const showsPane = selected !== null && !isNarrow && (isWide || isPaneOpen);
  return (
    <>
      <div className={`split${showsPane ? '' : ' no-pane'}`}>
        {facets}
        <div className="list">
          <QueueList
            queue={queue}
            state={state}
            lens={lens}
            total={total && !total.isCapped ? total.value : -1}
            isReading={isWaiting || queue.pages.isPending}
            isView={isView}
            selected={selected}
            picks={picks}
            onSelect={(one, event) => {
              if (isNarrow) return openPage(one);
              if (event && (event.ctrlKey || event.metaKey)) setPicks(toggled(picks, one.id));
              if (event) setPaneOpen(true);
              select(one.id);
            }}
            onOpen={openPage}
            onQuery={onQuery}
            onSort={onSort}
            onRevert={onRevert}
          />
          {showsPane ? null : bar}
          <QueueFoot
            fresh={fresh}
            total={total}
            asOf={counts?.asOf}
            picks={picks}
            onFresh={showFresh}
            onClear={() => setPicks(noPicks)}
          />
        </div>
        {showsPane ? (
          <AlertPane
            id={selected}
            row={row}
            acts={acts}
            onNarrow={onNarrow}
            bar={bar}
            position={
              <>
                {position >= 0 && total ? alertsText.position(position + 1, cappedCount(total)) : null} <Kbd keys="j" />{' '}
                <Kbd keys="k" />
              </>
            }
          />
        ) : null}
      </div>
      <span className="hidden-text" role="status">
        {fresh.count > 0 ? alertsText.fresh(count(fresh.count)) : ''}
      </span>
    </>
  );
}

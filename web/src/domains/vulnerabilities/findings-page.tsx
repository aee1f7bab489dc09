import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { curlOf } from '../../lib/api.ts';
import { filled } from '../../lib/filled.ts';
import { cappedCount, clock, count } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { useLens, useMay } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useLatest } from '../../lib/use-latest.ts';
import { useLive, useNow } from '../../lib/use-live.ts';
import { useIsWide } from '../../lib/use-width.ts';
import { useNotedPlace } from '../../lib/way-back.ts';
import { Facets } from '../../ui/facets.tsx';
import { Hint } from '../../ui/kbd.tsx';
import { QueryLine } from '../../ui/query-line.tsx';
import { EmptyState, ErrorState, Forbidden, ReadFailed, Skeleton } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { flatColumns, groupColumns } from './columns.tsx';
import { facetGroups, toggleFacet } from './facet-groups.tsx';
import { FindingPane } from './finding-pane.tsx';
import { GroupPane } from './group-pane.tsx';
import { InventoryNote } from './inventory-note.tsx';
import { keyOfGroup, type Line } from './lines.ts';
import { NoFindings } from './nothing.tsx';
import { type Lines, useLines } from './use-lines.ts';
import { ViewTabs } from './view-tabs.tsx';
import {
  defaultQuery,
  type FindingsSearch,
  type FindingsState,
  nextLayout,
  openText,
  searchOf,
  stateOf,
  toggledOpen,
} from './views.ts';

/** Findings by fix, CVE, asset, or one by one in the order of their priority. */
export function FindingsPage() {
  const may = useMay();
  return (
    <>
      <h1 className="hidden-text">{findingsText.title}</h1>
      {may('finding:read') ? <Findings /> : <Forbidden right="finding:read" />}
    </>
  );
}

function Findings() {
  const search = useSearch({ strict: false }) as FindingsSearch;
  const navigate = useNavigate();
  const lens = useLens();
  const now = useNow(30_000);
  const isWide = useIsWide();
  const state = useMemo(() => stateOf({ q: search.q, by: search.by }), [search.q, search.by]);
  const list = useLines(state, lens.param, search.open, isWide);
  const counts = useAsk(
    'countFindings',
    { query: { q: state.q, ...(lens.param ? { lens: lens.param } : {}) } },
    { keep: true },
  );
  const [isStale, setStale] = useState(false);
  useLive('findings', () => setStale(true));
  useNotedPlace('/findings');

  const place = (part: FindingsSearch) =>
    void navigate({
      to: '/findings',
      search: filled({ ...searchOf(state), view: search.view, sel: search.sel, open: search.open, ...part }),
      replace: true,
    });
  // Another question has other rows: neither the selection nor the open groups mean anything in it.
  const show = (next: FindingsState, view: string | undefined) =>
    void navigate({ to: '/findings', search: filled({ ...searchOf(next), view }) });
  const change = (part: Partial<FindingsState>) => show({ ...state, ...part }, search.view);
  const ask = (q: string) => change({ q });
  const reload = () => {
    setStale(false);
    void list.reload();
    void counts.refetch();
  };

  const selected = selectedLine(list, search.sel, isWide);
  const toggle = (key: string) => place({ open: openText(toggledOpen(list.open, key)), sel: keyOfGroup(key) });
  const openLine = (line: Line) => {
    if (line.kind === 'group') toggle(line.group.key);
    else if (line.kind === 'finding') void navigate({ to: '/f/$number', params: { number: line.row.number } });
    else if (line.kind !== 'waiting') list.moreInside(line.group);
  };
  const select = (line: Line) => place({ sel: line.key });
  useListKeys({
    rows: list.lines,
    keyOf: lineKey,
    selectedKey: selected?.key ?? null,
    onSelect: select,
    onOpen: openLine,
    onBack: () => place({ sel: 'none' }),
  });
  useKeys('findings', [
    { keys: 'b', label: findingsText.keys.group, run: () => change({ by: nextLayout(state.by) }) },
    { keys: 'n', label: findingsText.keys.reload, run: reload },
  ]);
  usePageActions({
    permalink: () => (selected?.kind === 'finding' ? `${location.origin}/f/${selected.row.number}` : location.href),
    curl: () => curlOf('listFindings', { query: { q: state.q, ...(lens.param ? { lens: lens.param } : {}) } }),
  });

  const pane = paneOf(selected, state, list, { onToggle: toggle, onOpen: (id) => place({ sel: id }) }, search.sel);
  return (
    <>
      <ViewTabs state={state} slug={search.view} lens={lens.param} onState={show} />
      <QueryLine
        value={state.q}
        onRun={ask}
        placeholder={findingsText.placeholder}
        error={
          (list.error ?? counts.error)?.code === 'query.invalid'
            ? ((list.error ?? counts.error)?.errors[0] ?? null)
            : null
        }
      >
        {counts.data ? <InventoryNote inventory={counts.data.inventory} now={now} /> : null}
      </QueryLine>
      <div className={`split findings${pane ? '' : ' no-pane'}`}>
        <Facets
          groups={facetGroups(counts.data?.facets ?? [], state.q, lens.customers)}
          onToggle={(field, value) => ask(toggleFacet(state.q, field, value))}
        />
        <div className="list">
          {counts.error && counts.error.code !== 'query.invalid' && !list.error ? (
            <ReadFailed problem={counts.error} says={findingsText.countsFailed} onRetry={() => void counts.refetch()} />
          ) : null}
          <Rows
            list={list}
            state={state}
            selectedKey={selected?.key ?? null}
            now={now}
            onSelect={select}
            onOpen={openLine}
            onToggle={toggle}
            nothing={
              <NoFindings
                query={state.q}
                isUsual={state.q === defaultQuery}
                inventory={counts.data?.inventory}
                lens={lens.param}
                now={now}
                onQuery={ask}
                ungrouped={state.by === 'all' ? null : (counts.data?.total ?? null)}
                onFlat={() => change({ by: 'all' })}
              />
            }
          />
          <footer className="foot">
            {counts.data ? (
              <>
                <span>
                  {findingsText.total(cappedCount(counts.data.total), counts.data.total.value === 1)}
                  {state.by === 'all' || list.isPending || list.error ? null : (
                    <>
                      {' '}
                      {findingsText.groups[state.by](
                        `${count(list.groups.length)}${list.hasMore || list.isCapped ? '+' : ''}`,
                        list.groups.length === 1,
                      )}
                    </>
                  )}
                </span>
                <span className="dim">{findingsText.asOf(`${clock(counts.data.asOf, 'UTC')} UTC`)}</span>
              </>
            ) : null}
            {list.isCapped ? <span className="warn">{findingsText.cappedGroups}</span> : null}
            {isStale ? (
              <button type="button" className="new" onClick={reload}>
                {findingsText.changed}
              </button>
            ) : null}
            <span className="right">
              <Hint keys="b" label={findingsText.hints.group} />
              <Hint keys="Enter" label={findingsText.hints.open} />
            </span>
          </footer>
        </div>
        {pane}
      </div>
    </>
  );
}

const lineKey = (line: Line): string => line.key;

/** The line that the address names; by itself the first finding, where there is room to show it. */
function selectedLine(list: Lines, sel: string | undefined, isWide: boolean): Line | undefined {
  if (sel !== undefined) return list.lines.find((line) => line.key === sel);
  if (!isWide) return undefined;
  return list.lines.find((line) => line.kind === 'finding') ?? list.lines[0];
}

type Acts = { onToggle: (key: string) => void; onOpen: (id: string) => void };

function paneOf(selected: Line | undefined, state: FindingsState, list: Lines, acts: Acts, sel: string | undefined) {
  if (selected?.kind === 'finding') return <FindingPane id={selected.row.id} row={selected.row} onOpen={acts.onOpen} />;
  if (selected?.kind === 'group' && state.by !== 'all')
    return (
      <GroupPane
        group={selected.group}
        by={state.by}
        isOpen={list.open.includes(selected.group.key)}
        onToggle={() => acts.onToggle(selected.group.key)}
      />
    );
  // A finding that the rows do not show, for example the same CVE on another host.
  if (sel?.startsWith('fnd_')) return <FindingPane id={sel} onOpen={acts.onOpen} />;
  return null;
}

type RowsProps = {
  list: Lines;
  state: FindingsState;
  selectedKey: string | null;
  now: Date;
  onSelect: (line: Line) => void;
  onOpen: (line: Line) => void;
  onToggle: (key: string) => void;
  nothing: React.ReactNode;
};

function Rows({ list, state, selectedKey, now, onSelect, onOpen, onToggle, nothing }: RowsProps) {
  const moreInside = useLatest(list.moreInside);
  const columns = useMemo(
    () => (state.by === 'all' ? flatColumns(now) : groupColumns(state.by, now, (group) => moreInside.current(group))),
    [state.by, now, moreInside],
  );
  if (list.error && list.error.code !== 'query.invalid')
    return (
      <div className="grow">
        <ErrorState problem={list.error} onRetry={() => void list.reload()} />
      </div>
    );
  if (list.error) return <div className="grow" />;
  if (list.isPending) return <Skeleton rows={14} />;
  if (list.lines.length === 0) return <div className="grow">{nothing}</div>;
  return (
    <DataTable
      label={findingsText.table}
      rows={list.lines}
      keyOf={lineKey}
      columns={columns}
      total={list.hasMore ? -1 : list.lines.length}
      selectedKey={selectedKey}
      onSelect={(line, event) => {
        const isTwist = event?.target instanceof Element && event.target.closest('.twist') !== null;
        if (line.kind === 'group' && (isTwist || line.key === selectedKey)) onToggle(line.group.key);
        else if (line.kind === 'more' || line.kind === 'failed') onOpen(line);
        else onSelect(line);
      }}
      onOpen={(line) => line.kind === 'finding' && onOpen(line)}
      onEnd={list.more}
      rowClass={rowClass}
      heightOf={rowHeight}
      {...(state.by === 'all' ? {} : { treeOf })}
      onToggle={(line) => line.kind === 'group' && onToggle(line.group.key)}
      after={list.moreError ? <EmptyState title={findingsText.loadFailed}>{list.moreError.detail}</EmptyState> : null}
    />
  );
}

const rowClass = (line: Line): string | undefined =>
  line.kind === 'group' ? 'group' : line.kind === 'finding' && !line.row.isPresent ? 'gone' : undefined;
const rowHeight = (line: Line, base: number): number => (line.kind === 'group' ? base + 6 : base);
const treeOf = (line: Line): { level: number; isOpen?: boolean } =>
  line.kind === 'group' ? { level: 1, isOpen: line.isOpen } : { level: 2 };

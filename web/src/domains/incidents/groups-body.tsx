import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Reply } from '../../lib/api.ts';
import { cappedCount, clock } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { Hint } from '../../ui/kbd.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { type Group, keyOfGroup, nameOfGroup, queryOfGroup, targetOfGroup } from './groups.ts';
import { rowAfter } from './overlay.ts';
import { QueueEmpty } from './queue-empty.tsx';
import { type Target, useActions } from './use-actions.ts';
import { useSelection } from './use-selection.ts';
import { useTriage } from './use-triage.tsx';
import type { Grouping, QueueState } from './views.ts';

type Props = {
  by: Grouping;
  state: QueueState;
  lens: string | undefined;
  counts: UseQueryResult<Reply<'countAlerts'>, ProblemError>;
  facets: ReactNode;
  curl: () => string;
  onOpen: (query: string) => void;
};

const rowKey = (group: Group) => ({ id: keyOfGroup(group) });

const keyOfTarget = (target: Target): string | null => (target.kind === 'all' ? (target.group?.key ?? null) : null);

/** The queue by rule, host or customer: a group opens to its alerts, and a verb is for all of them. */
export function GroupsBody({ by, state, lens, counts, facets, curl, onOpen }: Props) {
  const asOf = counts.data?.asOf;
  // The server's counts are up to 2 s old: what was closed since is left out until they are newer.
  const [gone, setGone] = useState<{ asOf: string | undefined; keys: readonly string[] }>({ asOf: '', keys: [] });
  const goneKeys = gone.asOf === asOf ? gone.keys : [];
  const groups = (counts.data?.groups ?? []).filter((group) => !goneKeys.includes(keyOfGroup(group)));
  const [chosen, setChosen] = useSelection();
  const selected = groups.find((group) => keyOfGroup(group) === chosen) ?? groups[0];
  const selectedKey = selected ? keyOfGroup(selected) : null;
  const act = useActions({
    query: state.q,
    apply: (change, target) => {
      const key = keyOfTarget(target);
      if (change.leaves && key !== null) setGone({ asOf, keys: [...goneKeys, key] });
      return 0;
    },
    revert: () => setGone({ asOf: '', keys: [] }),
  });
  // What is shown may still be the answer to another question; a verb must not be for that.
  const isCurrent = counts.data !== undefined && !counts.isPlaceholderData;
  const { bar } = useTriage({
    target: selected && isCurrent && asOf ? targetOfGroup(selected, by, { q: state.q, lens, asOf }) : null,
    rows: [],
    isClosed: false,
    act,
    onAct: (meant, action) => {
      const key = keyOfTarget(meant);
      if (action.kind === 'close' && key !== null && key === selectedKey)
        setChosen(rowAfter(groups.map(rowKey), key, new Set([key])));
    },
  });
  const open = (group: Group) => onOpen(queryOfGroup(state.q, by, group.value));
  useListKeys({
    rows: groups,
    keyOf: keyOfGroup,
    selectedKey,
    onSelect: (group) => setChosen(keyOfGroup(group)),
    onOpen: open,
  });
  usePageActions({ curl });
  return (
    <div className="split no-pane">
      {facets}
      <div className="list">
        {groups.length > 0 ? (
          <DataTable
            label={alertsText.groupsLabel(alertsText.groupings[by])}
            rows={groups}
            keyOf={keyOfGroup}
            columns={columns(by)}
            total={groups.length}
            selectedKey={selectedKey}
            onSelect={(group) => setChosen(keyOfGroup(group))}
            onOpen={open}
          />
        ) : (
          <div className="fill">
            {counts.isPending || counts.isPlaceholderData ? <Skeleton rows={12} /> : null}
            {counts.error ? <ErrorState problem={counts.error} onRetry={() => void counts.refetch()} /> : null}
            {counts.isSuccess && isCurrent ? (
              <QueueEmpty query={state.q} lens={lens} isView={false} onQuery={onOpen} />
            ) : null}
          </div>
        )}
        {bar}
        <footer className="foot">
          {counts.data ? (
            <>
              <span>{alertsText.total(cappedCount(counts.data.total), counts.data.total.value === 1)}</span>
              <span className="dim">{alertsText.asOf(`${clock(counts.data.asOf, 'UTC')} UTC`)}</span>
            </>
          ) : null}
          <span className="right">
            <Hint keys="Enter" label={alertsText.hints.openGroup} />
            <Hint keys="e" label={alertsText.hints.closeGroup} />
            <Hint keys="b" label={alertsText.hints.group} />
            <Hint keys="z" label={alertsText.hints.undo} />
          </span>
        </footer>
      </div>
    </div>
  );
}

function columns(by: Grouping): Column<Group>[] {
  const name: Column<Group> = {
    id: 'name',
    label: alertsText.groupHeads[by],
    track: 'minmax(0, 1fr)',
    cell: (group) => <span className={group.value === '' ? 'dim' : undefined}>{nameOfGroup(group, by)}</span>,
  };
  const rule: Column<Group> = {
    id: 'rule',
    label: alertsText.groupNumber,
    head: '',
    track: '72px',
    className: 'mono soft',
    cell: (group) => group.value,
  };
  return [
    ...(by === 'rule' ? [rule] : []),
    name,
    {
      id: 'alerts',
      label: alertsText.title,
      track: '64px',
      className: 'num',
      cell: (group) => cappedCount(group.count),
    },
  ];
}

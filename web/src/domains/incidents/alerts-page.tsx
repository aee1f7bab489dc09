import { Link } from '@tanstack/react-router';
import { curlOf } from '../../lib/api.ts';
import { alertSorts } from '../../lib/contract.ts';
import { cappedCount } from '../../lib/formats.ts';
import { after } from '../../lib/preferences.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useLens, useMay } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useNotedPlace } from '../../lib/way-back.ts';
import { Facets } from '../../ui/facets.tsx';
import { Pages } from '../../ui/pages.tsx';
import { QueryLine } from '../../ui/query-line.tsx';
import { Forbidden, LostState } from '../../ui/states.tsx';
import { facetGroups, toggleFacet } from './facet-groups.tsx';
import { GroupsBody } from './groups-body.tsx';
import { QueueBody } from './queue-body.tsx';
import { useQueueKeys } from './use-queue-keys.ts';
import { useViews, useViewTabs } from './use-views.ts';
import { ViewActions } from './view-actions.tsx';
import { nextGrouping, type Sort } from './views.ts';

/** The queue: views, query and filters, and below them the rows or their groups. */
export function AlertsPage() {
  const may = useMay();
  return (
    <>
      <h1 className="hidden-text">{alertsText.title}</h1>
      {may('alert:read') ? <Alerts /> : <Forbidden right="alert:read" />}
    </>
  );
}

function Alerts() {
  const lens = useLens();
  const may = useMay();
  const { views, view, state, isWaiting, isLost, isChanged, go, open, save, remove } = useViews();
  const lensPart = lens.param ? { lens: lens.param } : {};
  const asked = { query: { q: state.q, ...(state.group ? { by: state.group } : {}), ...lensPart } };
  const counts = useAsk('countAlerts', asked, { keep: true, isEnabled: !isWaiting && !isLost });
  const total = counts.data?.total;
  const tabs = useViewTabs(views, view, isChanged, lens.param, total ? cappedCount(total) : undefined);
  useNotedPlace('/alerts');
  const setQuery = (q: string) => go({ ...state, q });
  const setSort = (sort: Sort) => go({ ...state, sort });
  const regroup = () => go({ ...state, group: nextGrouping(state.group, lens.customers.length > 1) });
  useQueueKeys({ views, query: state.q, onView: open, onQuery: setQuery, onGroup: regroup });

  const { error } = counts;
  const queryError =
    error?.code === 'query.invalid' ? (error.errors[0] ?? { pointer: '', message: error.detail }) : null;
  const facets = (
    <Facets
      groups={facetGroups(counts.data?.facets ?? [], state.q, lens.customers)}
      onToggle={(group, value) => setQuery(toggleFacet(state.q, group, value))}
    />
  );
  if (isLost)
    return (
      <>
        <Pages pages={pagesOf('triage', may)} on="/alerts" views={tabs} label={shellText.views} />
        <LostState>
          <Link className="btn main" to="/alerts" search={{}}>
            {alertsText.toQueue}
          </Link>
        </LostState>
      </>
    );
  return (
    <>
      <Pages
        pages={pagesOf('triage', may)}
        on="/alerts"
        views={tabs}
        label={shellText.views}
        modified={alertsText.modified}
      >
        <ViewActions
          view={view}
          state={state}
          lens={lens.param}
          isChanged={isChanged}
          onSave={save}
          onRevert={() => view && open(view)}
          onDelete={(one) => void remove(one)}
        />
      </Pages>
      <QueryLine value={state.q} onRun={setQuery} placeholder={alertsText.placeholder} error={queryError}>
        <button type="button" onClick={() => setSort(after(alertSorts, state.sort))}>
          {alertsText.sort(alertsText.sorts[state.sort])}
        </button>
        <button type="button" onClick={regroup}>
          {alertsText.group(alertsText.groupings[state.group ?? 'none'])}
        </button>
      </QueryLine>
      {state.group ? (
        <GroupsBody
          key={state.group}
          by={state.group}
          state={state}
          lens={lens.param}
          counts={counts}
          facets={facets}
          curl={() => curlOf('countAlerts', asked)}
          onOpen={(q) => go({ ...state, q, group: null })}
        />
      ) : (
        <QueueBody
          state={state}
          lens={lens.param}
          counts={counts.data}
          isWaiting={isWaiting}
          isView={view !== undefined && !isChanged}
          facets={facets}
          onQuery={setQuery}
          onSort={setSort}
          onRevert={() => setQuery(view?.state.q ?? '-status:closed')}
        />
      )}
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/contract';
import { useState } from 'react';
import { curlOf } from '../../lib/api.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { shellText } from '../../lib/text/shell.ts';
import { toast } from '../../lib/toasts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useLive } from '../../lib/use-live.ts';
import { useWayBack } from '../../lib/way-back.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ErrorState, Forbidden, Skeleton } from '../../ui/states.tsx';
import { AlertPane } from './alert-pane.tsx';
import { type Change, shown } from './overlay.ts';
import { type Narrow, narrowed } from './queue-fields.ts';
import { useActions } from './use-actions.ts';
import { useTriage } from './use-triage.tsx';

/** One alert by its human number, as a page of its own. */
export function AlertPage() {
  const { number } = useParams({ from: '/inside/a/$number' });
  const may = useMay();
  const navigate = useNavigate();
  const mayRead = may('alert:read');
  const found = useAsk('findAlertByNumber', { params: { number } }, { isEnabled: mayRead });
  const back = useWayBack('/alerts', found.data?.id);
  useKeys('list', [{ keys: 'Escape', label: alertsText.backToQueue, run: () => void navigate(back) }]);
  return (
    <>
      <h1 className="hidden-text">{number}</h1>
      <Pages pages={pagesOf('triage', may)} on="/alerts" label={shellText.views}>
        <Link {...back}>
          {alertsText.backToQueue} <Kbd keys="Escape" />
        </Link>
      </Pages>
      {mayRead ? null : <Forbidden right="alert:read" />}
      {mayRead && found.isPending ? <Skeleton rows={8} /> : null}
      {found.error ? <ErrorState problem={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data ? <WholeAlert key={found.data.id} id={found.data.id} number={number} /> : null}
    </>
  );
}

function WholeAlert({ id, number }: { id: string; number: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const input = { params: { alertId: id } };
  const alert = useAsk('getAlert', input).data as Alert | undefined;
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const row = alert ? shown([alert], changes)[0] : undefined;
  const act = useActions({
    query: '',
    apply: (change) => {
      const made = { ...change, id: Date.now() + Math.random() };
      setChanges([...changes, made]);
      return made.id;
    },
    revert: (change) => setChanges((before) => before.filter((one) => one.id !== change)),
  });
  const { acts, bar } = useTriage({
    target: { kind: 'one', id, number },
    rows: [],
    isClosed: row?.status === 'closed',
    act,
    onAct: () => undefined,
  });
  useLive('alerts', (change) => {
    if (change.ids.includes(id))
      void client.invalidateQueries({ queryKey: ['getAlert', input] }).then(() => setChanges([]));
  });
  usePageActions({ permalink: () => `${location.origin}/a/${number}`, curl: () => curlOf('getAlert', input) });
  const onNarrow: Narrow = (field, value, how) => {
    const q = narrowed('', field, value, how);
    if (q === null) toast(alertsText.noField(field));
    else void navigate({ to: '/alerts', search: { q } });
  };
  return <AlertPane id={id} row={row} acts={acts} onNarrow={onNarrow} bar={bar} isPage />;
}

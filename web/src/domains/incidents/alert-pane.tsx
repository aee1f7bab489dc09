import type { Alert, AlertRow } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { useAsk } from '../../lib/queries.ts';
import { useMay, useMe } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useNow } from '../../lib/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/kbd.tsx';
import { Pane, Part, Strip } from '../../ui/pane.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { AlertHeader } from './alert-header.tsx';
import { EventSentence } from './event-sentence.tsx';
import { Evidence, useEvents } from './evidence.tsx';
import { HostCard, LastTimeCard, RelatedAlerts } from './pane-cards.tsx';
import type { Narrow } from './queue-fields.ts';

export type PaneActs = { onClose: () => void; onTake: () => void; onAssign: () => void; onReopen: () => void };

type Props = {
  id: string;
  /** What the list knows already, shown until the alert is read. */
  row: AlertRow | undefined;
  acts: PaneActs;
  onNarrow: Narrow;
  /** The bar that decides or assigns, while one is open. */
  bar: ReactNode;
  position?: ReactNode;
  isPage?: boolean;
};

/** Everything about one alert that a decision needs, without a click. */
export function AlertPane({ id, row, acts, onNarrow, bar, position, isPage = false }: Props) {
  const now = useNow(15_000);
  const may = useMay();
  const answer = useAsk('getAlert', { params: { alertId: id } });
  const alert = answer.data as Alert | undefined;
  // The row carries changes that are on their way; the alert knows more but may be older.
  const shown: AlertRow | undefined = row ?? alert;
  return (
    <Pane isPage={isPage} label={shown ? `${shown.number} ${shown.title}` : alertsText.loadingAlert}>
      {shown ? <AlertHeader row={shown} alert={alert} now={now} /> : null}
      {!shown && answer.isPending ? <Skeleton rows={3} /> : null}
      {shown && bar === null ? (
        <div className="actions">
          <Actions row={shown} canUpdate={alert?.can.update ?? may('alert:update')} acts={acts} />
          {position ? <span className="right">{position}</span> : null}
        </div>
      ) : null}
      {bar}
      <div className="body">
        {answer.isError ? <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
        {answer.isError ? null : <FirstSentence id={id} onNarrow={onNarrow} />}
        {alert ? (
          <>
            <div className="two">
              <HostCard alert={alert} />
              <LastTimeCard alert={alert} now={now} />
            </div>
            {alert.history.length > 0 ? (
              <Part title={alertsText.strip} right={alertsText.today(alert.history.at(-1)?.count ?? 0)}>
                <Strip values={alert.history} colour={`var(--sev-${alert.severity})`} label={alertsText.strip} />
              </Part>
            ) : null}
          </>
        ) : null}
        {answer.isError ? null : <Evidence key={id} alertId={id} total={shown?.eventCount ?? 0} onNarrow={onNarrow} />}
        {alert ? <RelatedAlerts alert={alert} now={now} /> : null}
      </div>
      <div className="hints">
        <Hint keys={['ArrowUp', 'ArrowDown']} label={alertsText.hints.field} />
        <Hint keys="+" label={alertsText.hints.only} />
        <Hint keys="-" label={alertsText.hints.without} />
        <Hint keys="=" label={alertsText.hints.alone} />
        <Hint keys="v" label={alertsText.hints.form} />
        <Hint keys="?" label={alertsText.hints.help} />
      </div>
    </Pane>
  );
}

function FirstSentence({ id, onNarrow }: { id: string; onNarrow: Narrow }) {
  const first = useEvents(id).pages.data?.pages[0]?.items[0];
  return first && first.sentence.length > 0 ? <EventSentence parts={first.sentence} onNarrow={onNarrow} /> : null;
}

function Actions({ row, canUpdate, acts }: { row: AlertRow; canUpdate: boolean; acts: PaneActs }) {
  const me = useMe();
  if (!canUpdate) return <span className="dim">{alertsText.notAllowed}</span>;
  if (row.status === 'closed') {
    return (
      <Button kind="main" keys="u" onClick={acts.onReopen}>
        {alertsText.keys.reopen}
      </Button>
    );
  }
  return (
    <>
      <Button kind="main" keys="e" onClick={acts.onClose}>
        {alertsText.keys.close}
      </Button>
      {row.assignee?.id === me.id ? null : (
        <Button keys="i" onClick={acts.onTake}>
          {alertsText.keys.take}
        </Button>
      )}
      <Button keys="a" onClick={acts.onAssign}>
        {alertsText.keys.assign}
      </Button>
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import type { AlertRow, Verdict } from '@watchfloor/contract';
import { call } from '../../lib/api.ts';
import { count } from '../../lib/formats.ts';
import { asProblem } from '../../lib/problem.ts';
import { useMe } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { toastProblem } from '../../lib/toasts.ts';
import { offerUndo } from '../../lib/undo.ts';
import { type Change, closedLeaves } from './overlay.ts';

/** What an action is for. `until` leaves out what came after the number was shown. */
export type Target =
  | { kind: 'one'; id: string; number: string }
  | { kind: 'these'; ids: readonly string[] }
  | {
      kind: 'all';
      total: number;
      isCapped: boolean;
      q: string;
      lens: string | undefined;
      until: string | undefined;
      /** Set where these are the alerts of one group of the queue. */
      group?: { key: string; name: string };
    };

export type Action =
  | { kind: 'close'; verdict: Verdict; reason?: string; note?: string; duplicateOf?: string }
  | { kind: 'assign'; assignee: string | null; name: string }
  | { kind: 'reopen' };

type Surface = {
  query: string;
  apply: (change: Omit<Change, 'id'>, target: Target) => number;
  revert: (id: number) => void;
  /** The rows that `apply` shows its effect on, where there are some. */
  rows?: { isShown: () => boolean; reload: () => Promise<void> };
};

/** The target in words: a number for one, else how many, and of which group. */
export const nameOf = (target: Target): string => {
  if (target.kind === 'one') return target.number;
  const total = target.kind === 'these' ? target.ids.length : target.total;
  const shown = `${count(total)}${target.kind === 'all' && target.isCapped ? '+' : ''}`;
  const alerts = alertsText.alerts(shown, total === 1);
  return target.kind === 'all' && target.group ? alertsText.ofGroup(alerts, target.group.name) : alerts;
};

/** Acts on alerts: shows the effect at once, takes it back when the server refuses, offers the way back when it is done. */
export function useActions(surface: Surface) {
  const client = useQueryClient();
  const me = useMe();

  /** Makes every screen say what the server says now. */
  const refresh = async (target: Target) => {
    // Rows of other views that were read before would still show what has changed since.
    client.removeQueries({ queryKey: ['listAlerts'], type: 'inactive' });
    void client.invalidateQueries({ queryKey: ['countAlerts'] });
    void client.invalidateQueries({ queryKey: ['viewCounts'] });
    void client.invalidateQueries({
      queryKey: target.kind === 'one' ? ['getAlert', { params: { alertId: target.id } }] : ['getAlert'],
    });
    if (!surface.rows?.isShown()) await client.refetchQueries({ queryKey: ['listAlerts'], type: 'active' });
    else if (target.kind === 'all') await surface.rows.reload();
  };

  const undo = async (operationId: string, change: number, target: Target) => {
    try {
      const done = await call('undoOperation', { params: { operationId } });
      surface.revert(change);
      await refresh(target);
      return alertsText.done.undone(alertsText.alerts(count(done.count), done.count === 1)) + skipped(done.skipped);
    } catch (thrown) {
      toastProblem(asProblem(thrown));
      return null;
    }
  };

  const act = async (target: Target, action: Action, isAgain = false): Promise<boolean> => {
    const made = {
      rows: target.kind === 'all' ? ('all' as const) : new Set(target.kind === 'one' ? [target.id] : target.ids),
      patch: (row: AlertRow) => patchOf(row, action, { id: me.id, name: me.username }),
      leaves: action.kind === 'close' && closedLeaves(surface.query),
    };
    const change = surface.apply(made, target);
    try {
      const done = await send(target, action);
      await refresh(target);
      const what = target.kind === 'one' ? target.number : alertsText.alerts(count(done.count), done.count === 1);
      offerUndo(
        told(action, what, me.id) + skipped(done.skipped),
        {
          undo: () => undo(done.operationId, change, target),
          redo: () => void act(target, action, true),
        },
        isAgain,
      );
      return true;
    } catch (thrown) {
      surface.revert(change);
      void refresh(target);
      toastProblem(asProblem(thrown));
      return false;
    }
  };
  return act;
}

const skipped = (number: number): string => (number > 0 ? ` ${alertsText.done.skipped(count(number))}` : '');

function told(action: Action, what: string, myself: string): string {
  if (action.kind === 'close') return alertsText.done.closed(what, alertsText.verdicts[action.verdict]);
  if (action.kind === 'reopen') return alertsText.done.reopened(what);
  if (action.assignee === null) return alertsText.done.unassigned(what);
  return action.assignee === 'me' || action.assignee === myself
    ? alertsText.done.taken(what)
    : alertsText.done.assigned(what, action.name);
}

/** What the server will make of the row. */
function patchOf(row: AlertRow, action: Action, me: { id: string; name: string }): Partial<AlertRow> {
  if (action.kind === 'close') return { status: 'closed', verdict: action.verdict, assignee: me };
  if (action.kind === 'reopen') return { status: row.assignee ? 'in_progress' : 'open', verdict: null, closedAt: null };
  if (action.assignee === null) return { assignee: null };
  return {
    assignee: action.assignee === 'me' ? me : { id: action.assignee, name: action.name },
    status: 'in_progress',
  };
}

function send(target: Target, action: Action) {
  if (target.kind === 'one') {
    const params = { alertId: target.id };
    if (action.kind === 'reopen') return call('reopenAlert', { params });
    if (action.kind === 'assign') return call('assignAlert', { params, body: { assignee: action.assignee } });
    return call('closeAlert', { params, body: closing(action) });
  }
  const select =
    target.kind === 'these'
      ? { ids: [...target.ids] }
      : {
          q: target.q,
          ...(target.until ? { lastSeenUntil: target.until } : {}),
          ...(target.lens ? { lens: target.lens } : {}),
        };
  if (action.kind === 'reopen') return call('changeAlerts', { body: { select, action: { kind: 'reopen' } } });
  if (action.kind === 'assign')
    return call('changeAlerts', { body: { select, action: { kind: 'assign', assignee: action.assignee } } });
  return call('changeAlerts', { body: { select, action: { kind: 'close', ...closing(action) } } });
}

const closing = ({ verdict, reason, note, duplicateOf }: Extract<Action, { kind: 'close' }>) => ({
  verdict,
  ...(reason ? { reason } : {}),
  ...(note ? { note } : {}),
  ...(duplicateOf ? { duplicateOf } : {}),
});

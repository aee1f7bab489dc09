import type { AlertRow } from '@watchfloor/contract';
import { type ReactNode, useState } from 'react';
import { useAsk } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import type { PaneActs } from './alert-pane.tsx';
import { AssignBar } from './assign-bar.tsx';
import { DecideBar } from './decide-bar.tsx';
import { asFalsePositive, type Decision, undecided } from './decision.ts';
import { type Action, nameOf, type Target } from './use-actions.ts';

const guardedFrom = 100;

type Triage = {
  /** What an action would be for now; `null` while nothing is chosen. */
  target: Target | null;
  /** Rows that are chosen as far as they are known, for the number of customers. */
  rows: readonly AlertRow[];
  isClosed: boolean;
  act: (target: Target, action: Action) => Promise<boolean>;
  /** Called as an action begins, before its effect shows. */
  onAct: (target: Target, action: Action) => void;
};

/** The bar that is open: what it is for, as it was then, since lists move beneath it; without `start` it assigns. */
type Open = { target: Target; rows: readonly AlertRow[]; start: Decision | null };

/** Whether somebody has turned to something else. Which group is first changes by itself, and is not that. */
const isOther = (before: Target, now: Target): boolean => {
  if (before.kind === 'one') return now.kind !== 'one' || now.id !== before.id;
  if (before.kind === 'these') return now.kind !== 'these' || now.ids.join() !== before.ids.join();
  return now.kind !== 'all';
};

/** The verbs of triage: their keys, their buttons and the bar that asks for the rest. */
export function useTriage({ target, rows, isClosed, act, onAct }: Triage): { acts: PaneActs; bar: ReactNode } {
  const may = useMay()('alert:update');
  // Asked for early: the reason's digit may follow the verdict's within milliseconds.
  useAsk('listVerdictReasons', {});
  const [open, setOpen] = useState<Open | null>(null);
  const shut = () => setOpen(null);
  if (open && (target === null || isOther(open.target, target))) shut();
  const run = (meant: Target | null, action: Action) => {
    shut();
    if (!meant) return;
    onAct(meant, action);
    void act(meant, action);
  };
  const ask = (start: Decision | null) => target && setOpen({ target, rows, start });
  const acts: PaneActs = {
    onClose: () => ask(undecided),
    onTake: () => run(target, { kind: 'assign', assignee: 'me', name: '' }),
    onAssign: () => ask(null),
    onReopen: () => run(target, { kind: 'reopen' }),
  };
  const canClose = may && target !== null && !(isClosed && target.kind === 'one');
  const canReopen = may && target !== null && (isClosed || target.kind !== 'one');
  useKeys('triage', [
    { keys: 'e', label: alertsText.keys.close, isEnabled: canClose, run: acts.onClose },
    {
      keys: 'f',
      label: alertsText.keys.falsePositive,
      isEnabled: canClose,
      run: () => ask(asFalsePositive),
    },
    { keys: 'i', label: alertsText.keys.take, isEnabled: canClose, run: acts.onTake },
    { keys: 'a', label: alertsText.keys.assign, isEnabled: canClose, run: acts.onAssign },
    { keys: 'u', label: alertsText.keys.reopen, isEnabled: canReopen, run: acts.onReopen },
  ]);
  if (open === null) return { acts, bar: null };
  const what = nameOf(open.target);
  const bar = open.start ? (
    <DecideBar
      key={`${what} ${open.start.verdict}`}
      what={what}
      guard={guardOf(open.target, open.rows)}
      start={open.start}
      onCancel={shut}
      onClose={(closing) => run(open.target, { kind: 'close', ...closing })}
    />
  ) : (
    <AssignBar
      what={what}
      onCancel={shut}
      onAssign={(assignee, name) => run(open.target, { kind: 'assign', assignee, name })}
    />
  );
  return { acts, bar };
}

/** The sentence that asks before much is closed: all that match, more than 100 alerts, or those of several customers. */
export function guardOf(target: Target, rows: readonly AlertRow[]): string | null {
  if (target.kind === 'one') return null;
  const total = target.kind === 'these' ? target.ids.length : target.total;
  const customers = [...new Set(rows.map((row) => row.customer.name))];
  // Of all that match not every row has been seen.
  if (target.kind === 'these' && total <= guardedFrom && customers.length < 2) return null;
  return alertsText.confirmMany(nameOf(target), customers.length > 1 ? customers.slice(0, 4).join(', ') : null);
}

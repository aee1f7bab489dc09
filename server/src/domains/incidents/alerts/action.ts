import type { Verdict } from '@watchfloor/contract';

/** What is to become of alerts, with everything looked up. */
export type Action =
  | { kind: 'close'; verdict: Verdict; reasonId: number | null; note: string | null; duplicateOfId: number | null }
  | { kind: 'assign'; assigneeId: number | null; assigneeName: string | null }
  | { kind: 'reopen' };

export type Target = { id: number; status: string; assigneeId: number | null };

/** True when the action changes the alert; the others are told as skipped. */
export function applies(action: Action, target: Target): boolean {
  switch (action.kind) {
    case 'close':
      return target.status !== 'closed' && target.id !== action.duplicateOfId;
    case 'assign':
      return target.status !== 'closed' && target.assigneeId !== action.assigneeId;
    case 'reopen':
      return target.status === 'closed';
  }
}

const verdictWords: Record<Verdict, string> = {
  true_positive: 'true positive',
  benign_true_positive: 'benign true positive',
  false_positive: 'false positive',
  duplicate: 'duplicate',
  inconclusive: 'inconclusive',
};

const plural = (count: number): string => (count === 1 ? '1 alert' : `${count} alerts`);

/** What was done, in the words of the message that offers to undo it. */
export function summarise(action: Action, count: number): string {
  switch (action.kind) {
    case 'close':
      return `Closed ${plural(count)} as ${verdictWords[action.verdict]}.`;
    case 'assign':
      return action.assigneeId === null
        ? `Took the assignee off ${plural(count)}.`
        : `Gave ${plural(count)} to ${action.assigneeName ?? 'somebody'}.`;
    case 'reopen':
      return `Reopened ${plural(count)}.`;
  }
}

/** The words of the audit trail. */
export const auditTypes: Record<Action['kind'], string> = {
  close: 'alert_closed',
  assign: 'alert_assigned',
  reopen: 'alert_reopened',
};

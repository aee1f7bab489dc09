import type { JobRun } from '@watchfloor/contract';
import { span } from '../../lib/formats.ts';
import { healthText } from '../../lib/text/health.ts';

/** The state of a run as dot and word. */
export function RunState({
  run,
  hasSucceeded = false,
  isLate = false,
}: {
  run: JobRun | null;
  hasSucceeded?: boolean;
  isLate?: boolean;
}) {
  if (!run && isLate) return <span className="state fail">{healthText.states.late}</span>;
  // Jobs of every few seconds write down only what was worth telling.
  if (!run && hasSucceeded) return <span className="state done">{healthText.states.done}</span>;
  if (!run) return <span className="state dim">{healthText.states.never}</span>;
  const dots = { waiting: ' wait', running: ' wait', done: ' done', failed: ' fail', cancelled: '' };
  return <span className={`state${dots[run.state]}`}>{healthText.states[run.state]}</span>;
}

/** What a run counted, in the order it was counted; nested things are left to the log. */
export const statsOf = (run: JobRun | null): string =>
  Object.entries(run?.stats ?? {})
    .filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name.replace(/([A-Z])/g, ' $1').toLowerCase()} ${String(value)}`)
    .join(', ');

/** How long a run took, or takes so far; empty before it began. */
export function tookOf(run: JobRun | null, now: Date): string {
  if (!run?.startedAt) return '';
  const end = run.endedAt ? Date.parse(run.endedAt) : now.getTime();
  return span((end - Date.parse(run.startedAt)) / 1_000);
}

import type { ReactNode } from 'react';
import { copyText } from '../lib/clipboard.ts';
import type { ProblemError } from '../lib/problem.ts';
import { kitText } from '../lib/text/kit.ts';
import { Button } from './button.tsx';
import './states.css';

/** A page that has nothing but a state to show yet; those who hear it are told its name all the same. */
export const StatePage = ({ title, children }: { title: string; children: ReactNode }) => (
  <>
    <h1 className="hidden-text">{title}</h1>
    {children}
  </>
);

/** Rows in their final places, shown after 150 ms so that a quick answer does not flicker. */
export function Skeleton({ rows = 12 }: { rows?: number }) {
  return (
    <div className="bones" role="status" aria-label={kitText.loading}>
      {Array.from({ length: rows }, (_, index) => (
        // Bones have no identity.
        <div className="bone-row" key={index}>
          <span className="bone" style={{ width: 16 }} />
          <span className="bone" style={{ width: 36 }} />
          <span className="bone" style={{ width: `${34 + ((index * 17) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}

type StateProps = { title: string; children?: ReactNode; actions?: ReactNode };

/** True zero: what this place will hold, and how to begin. */
export function EmptyState({ title, children, actions }: StateProps) {
  return (
    <div className="state-box">
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {actions ? <div className="acts">{actions}</div> : null}
    </div>
  );
}

/** Nothing matches: what would match without which part of the query. */
export const FilteredEmpty = (props: StateProps) => <EmptyState {...props} />;

/** An address that names nothing, or nothing that this person may know of: asking again would not help. */
export function LostState({ problem, children }: { problem?: ProblemError; children?: ReactNode }) {
  const wrong = problem?.errors.map((error) => error.message) ?? [];
  const title = problem && wrong.length === 0 ? problem.title : kitText.lost;
  const why = problem && wrong.length === 0 && problem.detail !== title ? [problem.detail] : wrong;
  return (
    <div className="state-box" role={problem ? 'alert' : undefined}>
      <h2>{title}</h2>
      {[...why, kitText.lostHint].map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {children ? <div className="acts">{children}</div> : null}
    </div>
  );
}

/** A failure: what, why, the remedy, and the trace id to hand on. */
export function ErrorState({
  problem,
  onRetry,
  children,
}: {
  problem: ProblemError;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  if (problem.code === 'permission.missing') return <Forbidden right={problem.detail} />;
  // What a page reads by is its address: a wrong request means a wrong address.
  if (problem.status === 404 || (problem.code === 'request.invalid' && problem.errors.length > 0))
    return <LostState problem={problem}>{children}</LostState>;
  return (
    <div className="state-box" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail === problem.title ? null : <p>{problem.detail}</p>}
      <div className="acts">
        {onRetry ? (
          <Button kind="main" onClick={onRetry}>
            {kitText.retry}
          </Button>
        ) : null}
        {children}
        {problem.traceId ? (
          <Button onClick={() => copyText(problem.traceId ?? '')}>
            {kitText.copyTrace} <code>{problem.traceId.slice(0, 8)}</code>
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** A failure beside what is there: what was read before stays, and is called old. */
export function ReadFailed({
  problem,
  says = kitText.mayBeOld,
  onRetry,
}: {
  problem: ProblemError;
  says?: string;
  onRetry: () => void;
}) {
  return (
    <div className="refusal read-failed" role="alert">
      <span>
        {says} {problem.detail || problem.title}
      </span>
      <Button onClick={onRetry}>{kitText.retry}</Button>
    </div>
  );
}

/** A place this role may not see: which right is missing and who can give it. `right` may be a permission or a whole sentence. */
export function Forbidden({ right }: { right: string }) {
  return (
    <div className="state-box">
      <h2>{kitText.forbiddenTitle}</h2>
      <p>{right.includes(' ') ? right : kitText.forbidden(right)}</p>
    </div>
  );
}

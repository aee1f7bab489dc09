import type { ReactNode } from 'react';
import type { ProblemError } from '../../lib/problem.ts';
import { homeText } from '../../lib/text/home.ts';
import { Skeleton } from '../../ui/states.tsx';

type Answer = { isPending: boolean; error: ProblemError | null; refetch: () => unknown };

type Props = { title: string; right?: ReactNode; answer: Answer; rows?: number; children: ReactNode };

/** A panel whose own failure stays in it: the rest of the page goes on being true. */
export function Panel({ title, right, answer, rows = 4, children }: Props) {
  return (
    <section className="panel" aria-label={title}>
      <h2>
        <span>{title}</span>
        {right ? <span className="nowrap">{right}</span> : null}
      </h2>
      {answer.isPending ? <Skeleton rows={rows} /> : answer.error ? <PanelFailure answer={answer} /> : children}
    </section>
  );
}

function PanelFailure({ answer }: { answer: Answer }) {
  return (
    <div className="in" role="alert">
      <p>{answer.error?.detail || answer.error?.title}</p>
      <button type="button" className="link" onClick={() => void answer.refetch()}>
        {homeText.retry}
      </button>
    </div>
  );
}

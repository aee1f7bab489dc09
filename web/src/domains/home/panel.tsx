import type { ReactNode } from 'react';
import type { ProblemError } from '../../lib/problem.ts';
import { ErrorState, ReadFailed, Skeleton } from '../../ui/states.tsx';

type Answer = { data: unknown; isPending: boolean; error: ProblemError | null; refetch: () => unknown };

type Props = { title: string; right?: ReactNode; answer: Answer; rows?: number; children: ReactNode };

/** A panel whose own failure stays in it: the rest of the page goes on being true. */
export function Panel({ title, right, answer, rows = 4, children }: Props) {
  return (
    <section className="panel" aria-label={title}>
      <h2>
        <span>{title}</span>
        {right ? <span className="nowrap">{right}</span> : null}
      </h2>
      {answer.isPending ? (
        <Skeleton rows={rows} />
      ) : answer.error && answer.data === undefined ? (
        <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <>
          {answer.error ? <ReadFailed problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
          {children}
        </>
      )}
    </section>
  );
}

import type { JobRun } from '@watchfloor/contract';
import { ago } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { healthText } from '../../lib/text/health.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { RunState, statsOf, tookOf } from './run-words.tsx';

const shown = 20;

/** The latest runs of a job with what they did and what they logged. */
export function Runs({ job, now }: { job: string; now: Date }) {
  const answer = useAsk('listRuns', { query: { job, limit: shown } });
  if (answer.isPending) return <Skeleton rows={5} />;
  if (!answer.data) return <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data.items.length === 0) return <p className="in soft">{healthText.noRuns}</p>;
  return (
    <ul className="runs" aria-label={healthText.runs(job)}>
      {answer.data.items.map((run) => (
        <Run key={run.id} run={run} now={now} />
      ))}
    </ul>
  );
}

function Run({ run, now }: { run: JobRun; now: Date }) {
  const took = tookOf(run, now);
  return (
    <li>
      <div className="line">
        <RunState run={run} />
        <span className="soft">{ago(run.createdAt, now)}</span>
        <span className="dim">{healthText.triggers[run.trigger]}</span>
        {took ? <span className="dim">{healthText.took(took)}</span> : null}
        <span className="what soft">
          {run.state === 'running' ? healthText.progress(run.phase, run.percent) : statsOf(run)}
        </span>
      </div>
      {run.error ? <div className="bad">{run.error}</div> : null}
      {run.log.length > 0 ? (
        <details>
          <summary>{healthText.log}</summary>
          <pre className="json">{run.log.join('\n')}</pre>
        </details>
      ) : null}
    </li>
  );
}

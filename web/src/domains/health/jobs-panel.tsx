import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job, JobRun } from '@watchfloor/contract';
import { useState } from 'react';
import { ago } from '../../lib/formats.ts';
import { keyOf, useSend } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { healthText } from '../../lib/text/health.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { CsvLink } from '../../ui/csv-link.tsx';
import { EditSchedule } from './edit-schedule.tsx';
import { RunState, statsOf, tookOf } from './run-words.tsx';
import { Runs } from './runs.tsx';
import { isLate, isLoop, presentRunOf, scheduleOf } from './schedule.ts';

const words = healthText.jobColumns;

/** Jobs with their last run; started and stopped here, progress as it comes. */
export function JobsPanel({ jobs, job, now }: { jobs: readonly Job[]; job: string | undefined; now: Date }) {
  const present = jobs.find((one) => one.name === job);
  return (
    <section className="panel wide" aria-label={healthText.jobs}>
      <h2>
        <span>{present ? healthText.runs(present.name) : healthText.jobs}</span>
        <span>
          {present ? (
            <>
              <Link to="/platform/health" search={{}}>
                {healthText.back}
              </Link>
              {' · '}
            </>
          ) : null}
          <CsvLink
            of="exportRuns"
            input={{ query: present ? { job: present.name } : {} }}
            what={present ? healthText.runs(present.name) : healthText.runsCsv}
          />
        </span>
      </h2>
      {present ? <Runs job={present.name} now={now} /> : <JobTable jobs={jobs} now={now} />}
    </section>
  );
}

function JobTable({ jobs, now }: { jobs: readonly Job[]; now: Date }) {
  const [name, setEdited] = useState<string | null>(null);
  const edited = jobs.find((job) => job.name === name);
  return (
    <div className="scroll">
      <table aria-label={healthText.jobsTable}>
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.state}</th>
            <th scope="col">{words.cron}</th>
            <th scope="col" className="num">
              {words.lastSuccess}
            </th>
            <th scope="col" className="num">
              {words.took}
            </th>
            <th scope="col">{words.did}</th>
            <th aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <Row key={job.name} job={job} now={now} onEdit={() => setEdited(job.name)} />
          ))}
        </tbody>
      </table>
      {edited ? <EditSchedule job={edited} onClose={() => setEdited(null)} /> : null}
    </div>
  );
}

function Row({ job, now, onEdit }: { job: Job; now: Date; onEdit: () => void }) {
  const run = presentRunOf(job);
  const isOn = run?.state === 'running' || run?.state === 'waiting';
  return (
    <tr>
      <td title={job.description}>
        <Link to="/platform/health" search={{ job: job.name }}>
          {job.name}
        </Link>{' '}
        <span className="dim">{job.description}</span>
      </td>
      <td>
        <RunState run={run} hasSucceeded={job.lastSuccessAt !== null} isLate={isLate(job, now)} />{' '}
        {isOn ? <span className="soft">{healthText.progress(run.phase, run.percent)}</span> : null}
        {isOn && run.percent !== null ? (
          <span className="meter" role="progressbar" aria-label={job.name} aria-valuenow={run.percent}>
            <i style={{ width: `${run.percent}%` }} />
          </span>
        ) : null}
      </td>
      <When job={job} onEdit={onEdit} />
      <td data-head={words.lastSuccess} className="num soft">
        {job.lastSuccessAt ? ago(job.lastSuccessAt, now) : healthText.never}
      </td>
      {run === null && isLoop(job) ? (
        <td colSpan={2} className={isLate(job, now) ? 'error' : 'dim'}>
          {isLate(job, now) ? healthText.loopLate : healthText.loopDid}
        </td>
      ) : (
        <>
          <td data-head={words.took} className="num soft">
            {tookOf(run, now)}
          </td>
          <td className={run?.error ? 'error' : 'soft'} title={run?.error ?? statsOf(run)}>
            {run?.error ?? statsOf(run)}
          </td>
        </>
      )}
      <td className="num">
        <JobActs job={job} run={run} isOn={isOn} />
      </td>
    </tr>
  );
}

function When({ job, onEdit }: { job: Job; onEdit: () => void }) {
  return (
    <td className="soft" title={job.cron}>
      {job.isEnabled ? scheduleOf(job.cron) : healthText.off}
      {job.canSchedule ? (
        <>
          {' '}
          <Button
            kind="quiet"
            aria-label={healthText.editSchedule.title(job.name)}
            aria-haspopup="dialog"
            onClick={onEdit}
          >
            {healthText.editSchedule.open}
          </Button>
        </>
      ) : null}
    </td>
  );
}

function JobActs({ job, run, isOn }: { job: Job; run: JobRun | null; isOn: boolean }) {
  const may = useMay();
  const client = useQueryClient();
  const start = useSend('startJob');
  const cancel = useSend('cancelRun');
  const settle = {
    onError: toastProblem,
    onSettled: () => {
      for (const stale of ['getHealth', 'listRuns'] as const) void client.invalidateQueries({ queryKey: keyOf(stale) });
    },
  };
  if (isOn && run) {
    return run.canCancel && may('health:update') ? (
      <Button
        disabled={cancel.isPending}
        aria-label={healthText.cancelOf(job.name)}
        onClick={() =>
          cancel.mutate(
            { input: { params: { runId: run.id } } },
            { ...settle, onSuccess: () => toast(healthText.stopping(job.name)) },
          )
        }
      >
        {healthText.cancel}
      </Button>
    ) : null;
  }
  if (!job.canRun) return null;
  return (
    <Button
      disabled={start.isPending}
      aria-label={healthText.runOf(job.name)}
      onClick={() =>
        start.mutate(
          { input: { params: { job: job.name } } },
          { ...settle, onSuccess: () => toast(healthText.started(job.name)) },
        )
      }
    >
      {healthText.run}
    </Button>
  );
}

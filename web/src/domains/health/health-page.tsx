import { useSearch } from '@tanstack/react-router';
import { curlOf } from '../../lib/api.ts';
import { bytes, clock } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { healthText } from '../../lib/text/health.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useNow } from '../../lib/use-live.ts';
import { Pages } from '../../ui/pages.tsx';
import { ErrorState, Forbidden, ReadFailed, Skeleton } from '../../ui/states.tsx';
import { JobsPanel } from './jobs-panel.tsx';
import { ParkedPanel } from './parked-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';
import { summaryOf } from './source-words.ts';
import { SourcesPanel } from './sources-panel.tsx';

/** Whether the program works: what it reads, what it could not place, what it does, what it keeps. */
export function HealthPage() {
  const may = useMay();
  return (
    <>
      <Pages pages={pagesOf('platform', may)} on="/platform/health" label={shellText.views} />
      {may('health:read') ? <Health /> : <Forbidden right="health:read" />}
    </>
  );
}

function Health() {
  const now = useNow(5_000);
  const search = useSearch({ strict: false }) as { reason?: string; job?: string };
  const answer = useAsk('getHealth', {}, { everyMs: 30_000 });
  usePageActions({ curl: () => curlOf('getHealth', {}) });
  const { data } = answer;
  if (answer.isPending) return <Skeleton rows={16} />;
  if (!data) return <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />;
  return (
    <div className="health grow">
      <h1>
        {healthText.title} <span>· {summaryOf(data.sources)}</span>{' '}
        <span className="dim small">{healthText.asOf(`${clock(data.asOf, 'UTC')} UTC`)}</span>
      </h1>
      {answer.isError ? <ReadFailed problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <SourcesPanel sources={data.sources} now={now} />
      <ParkedPanel parked={data.parked} reason={search.reason} now={now} />
      <JobsPanel jobs={data.jobs} job={search.job} now={now} />
      <RetentionPanel />
      <section className="panel" aria-label={healthText.database}>
        <h2>{healthText.database}</h2>
        <div className="in">
          <p>{healthText.databaseLine(data.database.version, bytes(data.database.sizeBytes))}</p>
          {data.database.isEmbedded ? <p className="soft">{healthText.embedded}</p> : null}
        </div>
      </section>
    </div>
  );
}

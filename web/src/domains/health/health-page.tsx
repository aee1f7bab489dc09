import { useSearch } from '@tanstack/react-router';
import { curlOf } from '../../lib/api.ts';
import { parkReasons } from '../../lib/contract.ts';
import { bytes, clock } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { healthText } from '../../lib/text/health.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useNow } from '../../lib/use-live.ts';
import { Pages } from '../../ui/pages.tsx';
import { ErrorState, Forbidden, ReadFailed, Skeleton, StatePage } from '../../ui/states.tsx';
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
      {may('health:read') ? (
        <Health />
      ) : (
        <StatePage title={healthText.title}>
          <Forbidden right="health:read" />
        </StatePage>
      )}
    </>
  );
}

function Health() {
  const now = useNow(5_000);
  const search = useSearch({ strict: false }) as { reason?: string; job?: string };
  const reason = parkReasons.find((one) => one === search.reason);
  const answer = useAsk('getHealth', {}, { everyMs: 30_000 });
  usePageActions({ curl: () => curlOf('getHealth', {}) });
  const { data } = answer;
  if (!data)
    return (
      <StatePage title={healthText.title}>
        {answer.isPending ? (
          <Skeleton rows={16} />
        ) : (
          <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />
        )}
      </StatePage>
    );
  return (
    <div className="health grow">
      <h1>
        {healthText.title} <span>· {summaryOf(data.sources)}</span>{' '}
        <span className="dim small">{healthText.asOf(`${clock(data.asOf, 'UTC')} UTC`)}</span>
      </h1>
      {answer.isError ? <ReadFailed problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <SourcesPanel sources={data.sources} now={now} />
      <ParkedPanel parked={data.parked} reason={reason} now={now} />
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

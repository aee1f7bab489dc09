import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, type Reply } from '../../lib/api.ts';
import { count, instant } from '../../lib/formats.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { useZone } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { Forms, Part } from '../../ui/pane.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { EventFields } from './event-fields.tsx';
import { EventSentence } from './event-sentence.tsx';
import type { Narrow } from './queue-fields.ts';

const forms = ['sentence', 'fields', 'json'] as const;
type Form = (typeof forms)[number];
type Page = Reply<'listAlertEvents'>;

const pageEvents = 10;

/** The events of an alert, newest first. */
export function useEvents(alertId: string) {
  return useInfiniteQuery<Page, ProblemError, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: ['listAlertEvents', alertId],
    queryFn: ({ pageParam, signal }) =>
      call(
        'listAlertEvents',
        { params: { alertId }, query: { limit: pageEvents, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 30_000,
  });
}

/** One event at a time in one of three forms; arrows walk its fields and the events. */
export function Evidence({ alertId, total, onNarrow }: { alertId: string; total: number; onNarrow: Narrow }) {
  const [form, setForm] = useState<Form>('fields');
  const [at, setAt] = useState(0);
  const [field, setField] = useState(-1);
  const show = (next: number) => {
    setAt(next);
    setField(-1);
  };
  const zone = useZone();
  const answer = useEvents(alertId);
  const events = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const event = events[at];
  const { hasNextPage, fetchNextPage } = answer;
  useEffect(() => {
    if (at >= events.length - 3 && hasNextPage) void fetchNextPage();
  }, [at, events.length, hasNextPage, fetchNextPage]);
  useKeys('evidence', [
    {
      keys: 'v',
      label: alertsText.keys.nextForm,
      run: () => setForm(forms[(forms.indexOf(form) + 1) % forms.length] ?? 'fields'),
    },
    {
      keys: 'ArrowRight',
      label: alertsText.keys.olderEvent,
      run: () => show(Math.max(0, Math.min(events.length - 1, at + 1))),
    },
    { keys: 'ArrowLeft', label: alertsText.keys.newerEvent, run: () => show(Math.max(0, at - 1)) },
  ]);
  if (answer.isError && !event) return <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!event) return answer.isPending ? <EvidenceBones /> : <p className="dim">{alertsText.noEvents}</p>;
  const title = alertsText.eventOf(at + 1, count(Math.max(total, events.length)), instant(event.occurredAt, zone));
  const choice = (
    <Forms
      label={alertsText.formsLabel}
      forms={forms.map((id) => ({ id, name: alertsText.forms[id] }))}
      on={form}
      onChoose={setForm}
    />
  );
  return (
    <Part title={title} right={choice}>
      {form === 'sentence' ? (
        <>
          <EventSentence parts={event.sentence} onNarrow={onNarrow} />
          <p className="dim mono">{alertsText.where(event.index, event.documentId)}</p>
        </>
      ) : null}
      {form === 'fields' ? <EventFields fields={event.fields} at={field} onAt={setField} onNarrow={onNarrow} /> : null}
      {form === 'json' ? <pre className="json">{JSON.stringify(event.body, null, 2)}</pre> : null}
      {event.isTrimmed ? <p className="dim">{alertsText.trimmed}</p> : null}
    </Part>
  );
}

const EvidenceBones = () => (
  <div className="bones" role="status" aria-label={alertsText.loadingAlert}>
    {[80, 64, 72, 50].map((width) => (
      <p key={width}>
        <span className="bone" style={{ width: `${width}%` }} />
      </p>
    ))}
  </div>
);

import { useEffect, useState } from 'react';
import { count, instant } from '../../lib/formats.ts';
import { useZone } from '../../lib/session.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { usePages } from '../../lib/use-pages.ts';
import { Forms, Part } from '../../ui/pane.tsx';
import { ErrorState, ReadFailed, Skeleton } from '../../ui/states.tsx';
import { EventFields } from './event-fields.tsx';
import { EventSentence } from './event-sentence.tsx';
import type { Narrow } from './queue-fields.ts';

const forms = ['sentence', 'fields', 'json'] as const;
type Form = (typeof forms)[number];

/** The events of an alert, newest first. */
export const useEvents = (alertId: string) =>
  usePages('listAlertEvents', { params: { alertId } }, { rows: 10, freshMs: 30_000 });

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
  const { pages, more, again } = useEvents(alertId);
  const events = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const event = events[at];
  useEffect(() => {
    if (at >= events.length - 3) more();
  }, [at, events.length, more]);
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
  if (pages.isError && !event) return <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />;
  if (!event) return pages.isPending ? <Skeleton rows={4} /> : <p className="dim">{alertsText.noEvents}</p>;
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
      {pages.isFetchNextPageError && at === events.length - 1 ? (
        <ReadFailed problem={pages.error} says={alertsText.olderFailed} onRetry={again} />
      ) : null}
      {event.isTrimmed ? <p className="dim">{alertsText.trimmed}</p> : null}
    </Part>
  );
}

import type { ParkedEvent, ParkReason } from '@watchfloor/contract';
import { useState } from 'react';
import { ago } from '../../lib/formats.ts';
import { healthText } from '../../lib/text/health.ts';
import { usePages } from '../../lib/use-pages.ts';
import { Button } from '../../ui/button.tsx';
import { CustomerChip } from '../../ui/customer.tsx';
import { ErrorState, ReadFailed, Skeleton } from '../../ui/states.tsx';
import { useReplay } from './use-replay.ts';

/** Parked events of one reason, each with its error and its body; some or all can be tried again. */
export function ParkedList({ reason, now, mayReplay }: { reason: ParkReason; now: Date; mayReplay: boolean }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const replay = useReplay();
  const { pages, again } = usePages('listParked', { query: { reason } });
  if (pages.isPending) return <Skeleton rows={4} />;
  if (!pages.data) return <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />;
  const events = pages.data.pages.flatMap((page) => page.items);
  if (events.length === 0) return <p className="soft">{healthText.parkedGone}</p>;
  const chosen = events.filter((event) => picked.has(event.id)).map((event) => event.id);
  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  return (
    <div className="parked-list">
      {mayReplay ? (
        <div className="line">
          <label className="pick">
            <input
              type="checkbox"
              className="box"
              checked={chosen.length === events.length}
              onChange={(event) =>
                setPicked(event.currentTarget.checked ? new Set(events.map((one) => one.id)) : new Set())
              }
            />
            {healthText.pickAll}
          </label>
          {chosen.length > 0 ? (
            <Button
              kind="main"
              disabled={replay.isPending}
              onClick={() => replay.run({ ids: chosen }, () => setPicked(new Set()))}
            >
              {healthText.replayPicked(chosen.length)}
            </Button>
          ) : null}
        </div>
      ) : null}
      <ul aria-label={healthText.parkedList(healthText.parkedReasons[reason])}>
        {events.map((event) => (
          <Event
            key={event.id}
            event={event}
            now={now}
            isPicked={picked.has(event.id)}
            onPick={mayReplay ? () => toggle(event.id) : null}
          />
        ))}
      </ul>
      {pages.isFetchNextPageError ? (
        <ReadFailed problem={pages.error} says={healthText.moreFailed} onRetry={again} />
      ) : pages.hasNextPage ? (
        <Button disabled={pages.isFetchingNextPage} onClick={again}>
          {healthText.more}
        </Button>
      ) : null}
    </div>
  );
}

type EventProps = { event: ParkedEvent; now: Date; isPicked: boolean; onPick: (() => void) | null };

function Event({ event, now, isPicked, onPick }: EventProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <div className="line">
        {onPick ? (
          <input
            type="checkbox"
            className="box"
            aria-label={healthText.pick(event.documentId)}
            checked={isPicked}
            onChange={onPick}
          />
        ) : null}
        <span className="what">{event.error}</span>
        {event.customer ? <CustomerChip customer={event.customer} isShort /> : null}
        <span className="dim mono">
          {event.index} / {event.documentId}
        </span>
        <span className="dim">{healthText.attempts(event.attempts)}</span>
        <span className="soft num">{ago(event.parkedAt, now)}</span>
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {healthText.body}
        </button>
      </div>
      {isOpen ? <pre className="json">{JSON.stringify(event.body, null, 2)}</pre> : null}
    </li>
  );
}

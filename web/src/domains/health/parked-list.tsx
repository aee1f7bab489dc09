import type { ParkedEvent } from '@watchfloor/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Reply } from '../../lib/api.ts';
import { ago } from '../../lib/formats.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { keyOf } from '../../lib/queries.ts';
import { healthText } from '../../lib/text/health.ts';
import { Button } from '../../ui/button.tsx';
import { CustomerChip } from '../../ui/customer.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { reasonOf } from './reasons.ts';
import { useReplay } from './use-replay.ts';

const pageRows = 50;
type Page = Reply<'listParked'>;

/** Parked events of one reason, each with its error and its body; some or all can be tried again. */
export function ParkedList({ reason, now, mayReplay }: { reason: string; now: Date; mayReplay: boolean }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const replay = useReplay();
  const pages = useInfiniteQuery<Page, ProblemError, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: keyOf('listParked', { query: { reason } }),
    queryFn: ({ pageParam, signal }) =>
      call(
        'listParked',
        { query: { reason, limit: pageRows, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null,
    getNextPageParam: (page) => page.nextCursor,
  });
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
      <ul aria-label={healthText.parkedList(reasonOf(reason))}>
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
      {pages.hasNextPage ? (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
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

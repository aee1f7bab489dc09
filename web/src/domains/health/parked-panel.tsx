import { useNavigate } from '@tanstack/react-router';
import type { ParkReason } from '@watchfloor/contract';
import type { Reply } from '../../lib/api.ts';
import { ago, count } from '../../lib/formats.ts';
import { useMay } from '../../lib/session.ts';
import { healthText } from '../../lib/text/health.ts';
import { Button } from '../../ui/button.tsx';
import { CsvLink } from '../../ui/csv-link.tsx';
import { ParkedList } from './parked-list.tsx';
import { useReplay } from './use-replay.ts';

type Parked = Reply<'getHealth'>['parked'];
type Props = { parked: Parked; reason: ParkReason | undefined; now: Date };

/** What could not become part of an alert, by reason, with what to do about it. */
export function ParkedPanel({ parked, reason, now }: Props) {
  const may = useMay();
  const navigate = useNavigate();
  const replay = useReplay();
  const mayReplay = may('health:update');
  const total = parked.reduce((sum, one) => sum + one.count, 0);
  const show = (next: ParkReason | null) =>
    void navigate({ to: '/platform/health', search: next === null ? {} : { reason: next }, replace: true });
  // A reason in the address may have no events left; the list then says so.
  const reasons: Parked =
    parked.some((one) => one.reason === reason) || !reason
      ? parked
      : [...parked, { reason, count: 0, lastAt: now.toISOString(), advice: '' }];
  return (
    <section className="panel wide" aria-label={healthText.parked}>
      <h2>
        <span>{healthText.parked}</span>
        {total > 0 ? (
          <span>
            <span className="dim">{healthText.parkedTotal(total)}</span>
            {' · '}
            <CsvLink
              of="exportParked"
              input={{ query: reason ? { reason } : {} }}
              what={reason ? healthText.parkedList(healthText.parkedReasons[reason]) : healthText.parkedCsv}
            />
          </span>
        ) : null}
      </h2>
      {reasons.length === 0 ? <p className="in soft">{healthText.parkedNone}</p> : null}
      {reasons.map((one) => (
        <div key={one.reason} className="reason">
          <div className="line">
            <strong>{healthText.parkedReasons[one.reason]}</strong>
            <span className="num">{count(one.count)}</span>
            {one.count > 0 ? <span className="dim">{healthText.parkedLast(ago(one.lastAt, now))}</span> : null}
            <span className="end">
              {mayReplay && one.count > 0 ? (
                <Button disabled={replay.isPending} onClick={() => replay.run({ reason: one.reason })}>
                  {healthText.replayAll(one.count)}
                </Button>
              ) : null}
              <Button
                aria-expanded={reason === one.reason}
                onClick={() => show(reason === one.reason ? null : one.reason)}
              >
                {reason === one.reason ? healthText.hide : healthText.show}
              </Button>
            </span>
          </div>
          {one.advice ? <p className="soft">{one.advice}</p> : null}
          {reason === one.reason ? <ParkedList reason={one.reason} now={now} mayReplay={mayReplay} /> : null}
        </div>
      ))}
    </section>
  );
}

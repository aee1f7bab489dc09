import { cappedCount, clock, count } from '../../lib/formats.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/kbd.tsx';
import { isEmpty, type Picks } from './picks.ts';

type Props = {
  fresh: { count: number; isCapped: boolean };
  total: { value: number; isCapped: boolean } | undefined;
  asOf: string | undefined;
  picks: Picks;
  onFresh: () => void;
  onClear: () => void;
};

/** What waits, how many there are and as of when, what is selected, and the keys of the list. */
export function QueueFoot({ fresh, total, asOf, picks, onFresh, onClear }: Props) {
  const all = total ? cappedCount(total) : '';
  return (
    <footer className="foot">
      {fresh.count > 0 ? (
        <button type="button" className="new" onClick={onFresh} aria-keyshortcuts="n">
          {alertsText.fresh(`${count(fresh.count)}${fresh.isCapped ? '+' : ''}`)}
        </button>
      ) : null}
      {total ? <span>{alertsText.total(all, total.value === 1)}</span> : null}
      {isEmpty(picks) ? (
        asOf ? (
          <span className="dim">{alertsText.asOf(`${clock(asOf, 'UTC')} UTC`)}</span>
        ) : null
      ) : (
        <>
          <strong>{picks.kind === 'all' ? alertsText.allPicked(all) : alertsText.picked(count(picks.ids.size))}</strong>
          <Button kind="quiet" keys="Escape" onClick={onClear}>
            {alertsText.clearPicked}
          </Button>
        </>
      )}
      <span className="right">
        <Hint keys="x" label={alertsText.hints.select} />
        <Hint keys="Shift+x" label={alertsText.hints.all(all)} />
        <Hint keys="b" label={alertsText.hints.group} />
        <Hint keys="z" label={alertsText.hints.undo} />
      </span>
    </footer>
  );
}

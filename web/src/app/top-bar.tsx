import { useAsk } from '../lib/queries.ts';
import { cityOf, clock, isUtc, shortClock } from '../lib/formats.ts';
import { useMay, useZone } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { useNow } from '../lib/use-live.ts';
import { Kbd } from '../ui/kbd.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Eye } from './eye.tsx';
import { LensMenu } from './lens-menu.tsx';
import type { Cover } from './shell.tsx';
import { Link } from '@tanstack/react-router';

type Props = { isLensOpen: boolean; onLens: (isOpen: boolean) => void; onCover: (cover: Cover) => void };

/** The bar over every page: whose data, search, whether sources answer, what time it is, who is here. */
export function TopBar({ isLensOpen, onLens, onCover }: Props) {
  const may = useMay();
  return (
    <header className="top">
      <Link className="brand" to="/" aria-label={shellText.product}>
        <Eye />
      </Link>
      <LensMenu isOpen={isLensOpen} onOpen={onLens} />
      <button type="button" className="find" onClick={() => onCover('palette')}>
        {shellText.find}
        <Kbd keys="Mod+k" />
      </button>
      {may('connection:read') ? <Sources /> : null}
      <Clock />
      <AccountMenu onCover={onCover} />
    </header>
  );
}

/** How many sources answer: the same measure as Health. Those that are paused are not counted. */
function Sources() {
  const answer = useAsk('listConnections', {}, { everyMs: 60_000 });
  const sources = (answer.data?.items ?? []).flatMap((connection) =>
    connection.isEnabled ? connection.sources.filter((source) => source.isEnabled) : [],
  );
  const good = sources.filter((source) => source.lastError === null).length;
  if (!answer.data && !answer.isError) return <span className="sources" />;
  const [kind, words] = answer.isError
    ? [' is-unknown', shellText.sourcesUnknown]
    : sources.length === 0
      ? [' is-unknown', shellText.noSources]
      : [good < sources.length ? ' is-bad' : '', shellText.sources(good, sources.length)];
  return (
    <Link className="sources" to="/platform/health" title={words}>
      <span className={`dot${kind}`} aria-hidden="true" /> <span className="words">{words}</span>
    </Link>
  );
}

function Clock() {
  const now = useNow(1_000);
  const zone = useZone();
  return (
    <span className="clock" role="timer" aria-live="off">
      {clock(now, 'UTC')} UTC
      {isUtc(zone) ? null : (
        <>
          <br />
          {shortClock(now, zone)} <span className="city">{cityOf(zone)}</span>
        </>
      )}
    </span>
  );
}

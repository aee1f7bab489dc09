import { Link } from '@tanstack/react-router';
import { lazy, useState } from 'react';
import { cityOf, clock, isUtc, shortClock } from '../lib/formats.ts';
import { useAsk } from '../lib/queries.ts';
import { useMay, useZone } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { useNow } from '../lib/use-live.ts';
import { Kbd } from '../ui/kbd.tsx';
import { LateMenu } from '../ui/late-menu.tsx';
import { Eye } from './eye.tsx';
import { AccountButton, LensButton } from './menu-buttons.tsx';
import type { Cover } from './shell.tsx';

const loadAccountMenu = () => import('./account-menu.tsx');
const loadLensMenu = () => import('./lens-menu.tsx');
const AccountMenu = lazy(async () => ({ default: (await loadAccountMenu()).AccountMenu }));
const LensMenu = lazy(async () => ({ default: (await loadLensMenu()).LensMenu }));

type Props = { isLensOpen: boolean; onLens: (isOpen: boolean) => void; onCover: (cover: Cover) => void };

/** The bar over every page: whose data, search, whether sources answer, what time it is, who is here. */
export function TopBar({ isLensOpen, onLens, onCover }: Props) {
  const may = useMay();
  const [isAccountOpen, setAccountOpen] = useState(false);
  return (
    <header className="top">
      <Link className="brand" to="/" aria-label={shellText.product}>
        <Eye />
      </Link>
      <LateMenu button={<LensButton />} isOpen={isLensOpen} onOpen={onLens} load={loadLensMenu}>
        {(wasPressed) => <LensMenu isOpen={isLensOpen} onOpen={onLens} wasPressed={wasPressed} />}
      </LateMenu>
      <button type="button" className="find" onClick={() => onCover('palette')}>
        <span>{shellText.find}</span>
        <Kbd keys="Mod+k" />
      </button>
      {may('connection:read') ? <Sources /> : null}
      <Clock />
      <LateMenu button={<AccountButton />} isOpen={isAccountOpen} onOpen={setAccountOpen} load={loadAccountMenu}>
        {(wasPressed) => (
          <AccountMenu isOpen={isAccountOpen} onOpen={setAccountOpen} wasPressed={wasPressed} onCover={onCover} />
        )}
      </LateMenu>
    </header>
  );
}

/** How many sources answer and bring what they usually bring: the same measure as Health. Those that are paused are not counted. */
function Sources() {
  const answer = useAsk('listConnections', {}, { everyMs: 60_000 });
  const sources = (answer.data?.items ?? []).flatMap((connection) =>
    connection.isEnabled ? connection.sources.filter((source) => source.isEnabled) : [],
  );
  const good = sources.filter(({ lastError, quiet }) => lastError === null && quiet === null).length;
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

import { useNavigate } from '@tanstack/react-router';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay, useZone } from '../../lib/session.ts';
import { homeText } from '../../lib/text/home.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useNow } from '../../lib/use-live.ts';
import { Pages } from '../../ui/pages.tsx';
import { Forbidden } from '../../ui/states.tsx';
import { Exposure } from './exposure.tsx';
import { Numbers } from './numbers.tsx';
import { Sources } from './sources.tsx';
import { StartHere } from './start-here.tsx';
import { useHealth } from './use-health.ts';

const shown = ['alert:read', 'finding:read', 'health:read'] as const;

/** The shift: what waits, what is exposed, what is blind. */
export function HomePage() {
  const may = useMay();
  const now = useNow(30_000);
  const zone = useZone();
  const navigate = useNavigate();
  const health = useHealth();
  const hasSources = health.data ? health.data.sources.length > 0 : null;
  useKeys('list', [
    {
      keys: 'Enter',
      label: homeText.startTriage,
      run: () => void navigate({ to: '/alerts/v/$slug', params: { slug: 'unassigned' } }),
      isEnabled: may('alert:read'),
    },
  ]);
  return (
    <>
      <Pages pages={pagesOf('home', may)} on="/" label={shellText.views} />
      <div className="home grow">
        <h1>
          {homeText.title} <span>· {dayOf(now, zone)}</span>
        </h1>
        {shown.some(may) ? null : <Forbidden right="alert:read" />}
        {may('alert:read') ? <Numbers health={health} now={now} /> : null}
        {may('alert:read') ? <StartHere now={now} hasSources={hasSources} /> : null}
        {may('finding:read') ? <Exposure /> : null}
        {may('health:read') ? <Sources health={health} now={now} /> : null}
      </div>
    </>
  );
}

const dayOf = (now: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' }).format(now);

import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { live } from '../lib/live.ts';
import { usePreferences } from '../lib/preferences.ts';
import { sectionAt, sections } from '../lib/sections.tsx';
import { useMay } from '../lib/session.ts';
import { kitText } from '../lib/text/kit.ts';
import { shellText } from '../lib/text/shell.ts';
import { useLinkState, useOnline } from '../lib/use-live.ts';
import { Palette } from './palette.tsx';
import { readAhead } from './read-ahead.ts';
import { TopBar } from './top-bar.tsx';
import { useShellKeys } from './use-shell-keys.ts';

const KeyHelp = lazy(() => import('./key-help.tsx').then((module) => ({ default: module.KeyHelp })));
const PasswordDialog = lazy(() =>
  import('./password-dialog.tsx').then((module) => ({ default: module.PasswordDialog })),
);

export type Cover = 'help' | 'palette' | 'password' | null;

/** The frame round every page behind the session. */
export function Shell() {
  const client = useQueryClient();
  const [cover, setCover] = useState<Cover>(null);
  const [isLensOpen, setLensOpen] = useState(false);
  const { hasRail } = usePreferences();
  useEffect(() => live.start(client), [client]);
  const router = useRouter();
  useEffect(() => readAhead(router), [router]);
  useShellKeys({
    onHelp: () => setCover('help'),
    onPalette: () => setCover('palette'),
    onLens: () => setLensOpen(true),
  });
  const close = () => setCover(null);
  return (
    <div className={`app${hasRail ? '' : ' no-rail'}`}>
      <Notices />
      <TopBar isLensOpen={isLensOpen} onLens={setLensOpen} onCover={setCover} />
      <Rail />
      <main className="work" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {cover === 'help' ? <KeyHelp onClose={close} /> : null}
        {cover === 'palette' ? <Palette onClose={close} onHelp={() => setCover('help')} /> : null}
        {cover === 'password' ? <PasswordDialog onClose={close} /> : null}
      </Suspense>
    </div>
  );
}

function Rail() {
  const may = useMay();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const present = sectionAt(path)?.id;
  const shown = sections
    .map((section) => ({
      ...section,
      pages: section.pages.filter((page) => page.permission === null || may(page.permission)),
    }))
    .filter((section) => section.pages.length > 0);
  return (
    <nav className="rail" aria-label={shellText.sections}>
      {shown.map((section) => (
        <RailEntry key={section.id} section={section} isOn={section.id === present} />
      ))}
    </nav>
  );
}

function RailEntry({ section, isOn }: { section: (typeof sections)[number]; isOn: boolean }) {
  const page = section.pages[0];
  if (!page) return null;
  return (
    <>
      {section.isLow ? <span className="gap" /> : null}
      <Link to={page.to} className={isOn ? 'on' : ''} activeProps={{}} aria-current={isOn ? 'true' : undefined}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          {section.icon}
        </svg>
        {section.label}
      </Link>
    </>
  );
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host.endsWith('.localhost') || host.startsWith('127.');

/** What a person must know before believing the page. */
function Notices() {
  const isOnline = useOnline();
  const link = useLinkState();
  const isPlain = location.protocol === 'http:' && !isLoopback(location.hostname);
  return (
    <div className="notices" role="status">
      {isPlain ? <div className="notice">{kitText.plainHttp}</div> : null}
      {isOnline ? null : <div className="notice">{kitText.offline}</div>}
      {isOnline && link === 'lost' ? <div className="notice">{kitText.streamLost}</div> : null}
    </div>
  );
}

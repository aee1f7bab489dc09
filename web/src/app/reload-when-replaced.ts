import { live } from '../lib/live.ts';

const place = 'wf.reloadedAt';
const onceInMs = 30_000;

/**
 * Loads the page anew when a part of it is no longer at the server, which is what an upgrade looks like to an open tab.
 * At most once in 30 s, so that a server that is really broken is told instead of asked for ever; and not while the server
 * is gone, because then there is no page to load.
 */
export function reloadWhenReplaced(
  now: () => number = Date.now,
  reload: () => void = () => location.reload(),
  isGone: () => boolean = () => live.state() === 'lost',
): void {
  addEventListener('vite:preloadError', (event) => {
    if (isGone()) return;
    const last = Number(sessionStorage.getItem(place) ?? 0);
    if (now() - last < onceInMs) return;
    sessionStorage.setItem(place, String(now()));
    event.preventDefault();
    reload();
  });
}

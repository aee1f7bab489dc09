import type { AnyRouter } from '@tanstack/react-router';

const restMs = 5_000;

/** Parts that a key or a press opens. */
const covers = [
  () => import('./key-help.tsx'),
  () => import('./palette-list.tsx'),
  () => import('./password-dialog.tsx'),
  () => import('./account-menu.tsx'),
  () => import('./lens-menu.tsx'),
];

/**
 * Loads every part of the console once the page has come to rest, so that it can be walked through while the server does
 * not answer. The returned function calls it off.
 */
export function readAhead(router: AnyRouter): () => void {
  const timer = setTimeout(() => {
    const pages = Object.values(router.routesById).map((route) => () => router.loadRouteChunk(route));
    // What cannot be loaded now is loaded when it is opened.
    for (const load of [...pages, ...covers]) void load()?.catch(() => undefined);
  }, restMs);
  return () => clearTimeout(timer);
}

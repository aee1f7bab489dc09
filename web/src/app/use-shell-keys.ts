import { useNavigate } from '@tanstack/react-router';
import { copyCurl, copyPermalink } from '../lib/page-actions.ts';
import { after, densities, preferences, setPreferences, themes } from '../lib/preferences.ts';
import { useMay } from '../lib/session.ts';
import { kitText } from '../lib/text/kit.ts';
import { shellText } from '../lib/text/shell.ts';
import { toast } from '../lib/toasts.ts';
import { redoLast, undoLast } from '../lib/undo.ts';
import { useKeys } from '../lib/use-keys.ts';

/** Keys that work on every page. */
export function useShellKeys({
  onHelp,
  onPalette,
  onLens,
}: {
  onHelp: () => void;
  onPalette: () => void;
  onLens: () => void;
}): void {
  const navigate = useNavigate();
  const may = useMay();
  useKeys('global', [
    { keys: 'Mod+k', label: shellText.keyPalette, inFields: true, run: onPalette },
    { keys: '?', label: shellText.keyHelp, run: onHelp },
    { keys: 'g h', label: shellText.goTo(shellText.home), run: () => void navigate({ to: '/' }) },
    { keys: 'g a', label: shellText.goTo(shellText.alerts), run: () => void navigate({ to: '/alerts' }) },
    { keys: 'g f', label: shellText.goTo(shellText.findings), run: () => void navigate({ to: '/findings' }) },
    { keys: 'g u', label: shellText.goTo(shellText.customers), run: () => void navigate({ to: '/customers' }) },
    ...(may('health:read')
      ? [
          {
            keys: 'g p',
            label: shellText.goTo(shellText.platform),
            run: () => void navigate({ to: '/platform/health' }),
          },
        ]
      : []),
    { keys: 't', label: shellText.keyLens, run: onLens },
    { keys: '[', label: shellText.keyRail, run: () => setPreferences({ hasRail: !preferences().hasRail }) },
    { keys: 'z', label: shellText.keyUndo, run: () => void (undoLast() || toast(kitText.nothingToUndo)) },
    { keys: 'Shift+z', label: shellText.keyRedo, run: () => void (redoLast() || toast(kitText.nothingToRedo)) },
    { keys: 'y', label: shellText.keyPermalink, run: copyPermalink },
    { keys: 'Shift+y', label: shellText.keyCurl, run: copyCurl },
    {
      keys: '\\',
      label: shellText.keyDensity,
      run: () => setPreferences({ density: after(densities, preferences().density) }),
    },
    {
      keys: 'Mod+.',
      label: shellText.keyTheme,
      inFields: true,
      run: () => setPreferences({ theme: after(themes, preferences().theme) }),
    },
    {
      keys: 'F8',
      label: shellText.keyToast,
      inFields: true,
      run: () => document.querySelector<HTMLElement>('.toast:last-child button')?.focus(),
    },
    { keys: 'F6', label: shellText.keyLandmark, inFields: true, run: nextLandmark },
  ]);
}

/** Moves the focus to the next part of the page: list, pane, filters, bar. */
function nextLandmark(): void {
  const places = [...document.querySelectorAll<HTMLElement>('.grid, .pane, .facets input, .find')].filter(
    (place) => place.offsetParent !== null,
  );
  const firsts = places.filter(
    (place, index) => index === places.findIndex((other) => groupOf(other) === groupOf(place)),
  );
  const present = firsts.findIndex((place) => groupOf(place).contains(document.activeElement));
  firsts[(present + 1) % firsts.length]?.focus();
}

const groupOf = (place: HTMLElement): Element => place.closest('.facets') ?? place;

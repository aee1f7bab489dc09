import { useSyncExternalStore } from 'react';

const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
    () => false,
  );

// The style sheets change the layout at the same two widths.
/** Whether there is room for the rows alone, as on a phone. */
export const useIsNarrow = (): boolean => useMedia('(max-width: 640px)');

/** Whether a pane stands beside the rows and not over them. */
export const useIsWide = (): boolean => useMedia('(min-width: 1101px)');

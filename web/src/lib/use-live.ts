import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Change, type LinkState, live, type Topic } from './live.ts';
import { useLatest } from './use-latest.ts';

/** Runs for each change of the topic while the component is shown. */
export function useLive(topic: Topic, run: (change: Change) => void): void {
  const latest = useLatest(run);
  useEffect(() => live.on(topic, (change) => latest.current(change)), [topic, latest]);
}

export const useLinkState = (): LinkState => useSyncExternalStore(live.onState, live.state, live.state);

/** The present time, renewed every `everyMs`, so that ages in words do not stand still. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Whether the browser has a network at all. */
export const useOnline = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      return () => {
        removeEventListener('online', listener);
        removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
    () => true,
  );

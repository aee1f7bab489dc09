import { expect, test, vi } from 'vitest';
import { reloadWhenReplaced } from './reload-when-replaced.ts';

test('a part that the server no longer has loads the page anew, but not for ever', () => {
  sessionStorage.clear();
  let now = 100_000;
  let isGone = true;
  const reload = vi.fn();
  reloadWhenReplaced(
    () => now,
    reload,
    () => isGone,
  );
  const miss = () => {
    const event = new Event('vite:preloadError', { cancelable: true });
    dispatchEvent(event);
    return event;
  };
  // Without a server there is no page to load: the one that is here stays.
  expect(miss().defaultPrevented).toBe(false);
  expect(reload).not.toHaveBeenCalled();
  isGone = false;
  expect(miss().defaultPrevented).toBe(true);
  expect(miss().defaultPrevented).toBe(false);
  expect(reload).toHaveBeenCalledTimes(1);
  now += 31_000;
  miss();
  expect(reload).toHaveBeenCalledTimes(2);
});

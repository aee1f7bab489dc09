export type Log = { info(message: string): void; warn(message: string): void };

const lookEveryMs = 200;
const longestPauseMs = 5_000;

/**
 * Looks after a server: restarts it as soon as it is down, with growing pauses while that fails.
 * @returns a function that ends the watch, after a restart that is under way.
 */
export function watch(what: { isUp(): boolean; restart(): Promise<void>; log: Log }): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout;
  let failures = 0;
  let restarting = Promise.resolve();
  const after = (ms: number) => {
    if (stopped) return;
    timer = setTimeout(look, ms);
    timer.unref();
  };
  const look = () => {
    if (what.isUp()) {
      after(lookEveryMs);
      return;
    }
    what.log.warn('PostgreSQL ended unexpectedly; starting it again.');
    restarting = what.restart().then(
      () => {
        failures = 0;
        what.log.info('PostgreSQL runs again.');
        after(lookEveryMs);
      },
      (error: unknown) => {
        failures += 1;
        what.log.warn(`PostgreSQL did not start again: ${error instanceof Error ? error.message : String(error)}`);
        after(Math.min(longestPauseMs, lookEveryMs * 2 ** failures));
      },
    );
  };
  after(lookEveryMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
    return restarting;
  };
}

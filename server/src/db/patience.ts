import type pg from 'pg';

/** How long is waited, in milliseconds: for a connection or for a word at all, and for the end of one statement. */
export type Patience = { answerMs: number; statementMs: number };

/** For work that nobody waits for: jobs, and the command line. */
export const workPatience: Patience = { answerMs: 30_000, statementMs: 300_000 };

/** For requests: somebody who asks hears within two seconds that the database does not answer. */
export const requestPatience: Patience = { answerMs: 1_600, statementMs: 30_000 };

/**
 * Cuts those connections of a pool from which no answer will come: the first words of a transaction answer at once, a
 * statement is ended by the server at its limit. One that stands still or is cut off without a word would otherwise be
 * waited for without end. What waits on a cut connection fails as on a broken one.
 * @returns stops the watch.
 */
export function watchPool(pool: pg.Pool, { answerMs, statementMs }: Patience): () => void {
  /** Who owes an answer, and when it is overdue. */
  const owed = new Map<pg.PoolClient, number>();
  pool.on('connect', (client) => {
    const ask = client.query;
    client.query = (...words: unknown[]) => {
      const isOpening = typeof words[0] === 'string' && /^(begin|set role)\b/.test(words[0]);
      owed.set(client, performance.now() + answerMs + (isOpening ? 0 : statementMs));
      return Reflect.apply(ask, client, words);
    };
    client.on('drain', () => owed.delete(client));
  });
  // A broken one is still told to roll back, which it never answers.
  pool.on('remove', (client) => owed.delete(client));
  const everyMs = answerMs / 8;
  let lookedAt = performance.now();
  const look = () => {
    const now = performance.now();
    const stoodStill = now - lookedAt > 4 * everyMs;
    lookedAt = now;
    // After a pause of our own the answers lie in the sockets, unread.
    if (stoodStill) return;
    for (const [client, overdueAt] of owed) {
      if (now < overdueAt) continue;
      owed.delete(client);
      // Ending a client that waits for an answer destroys its socket.
      void client.end().catch(() => undefined);
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}

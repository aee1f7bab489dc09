import pg from 'pg';

/** How long is waited, in milliseconds: for a connection or for a word at all, and for the end of one statement. */
export type Patience = { answerMs: number; statementMs: number };

/** For work that nobody waits for: jobs, and the command line. */
export const workPatience: Patience = { answerMs: 30_000, statementMs: 300_000 };

/** For requests: somebody who asks hears within two seconds that the database does not answer. */
export const requestPatience: Patience = { answerMs: 1_600, statementMs: 30_000 };

type Owed = { since: number; limitMs: number };

/** The server ends a statement by itself; who ends it here waits a little longer, and does so only for a server that cannot. */
const graceMs = 1_000;

/**
 * Cuts those connections of a pool from which no answer will come: the first words of a transaction answer at once, a
 * statement within its limit, and while it runs the server still lets somebody in. A server that stands still or is cut
 * off without a word would otherwise be waited for without end. What waits on a cut connection fails as on a broken one.
 * @returns stops the watch.
 */
export function watchPool(pool: pg.Pool, url: string, { answerMs, statementMs }: Patience): () => void {
  const owed = new Map<pg.PoolClient, Owed>();
  pool.on('connect', (client) => {
    const ask = client.query;
    client.query = (...words: unknown[]) => {
      const isOpening = typeof words[0] === 'string' && /^(begin|set role)\b/.test(words[0]);
      owed.set(client, { since: performance.now(), limitMs: isOpening ? answerMs : statementMs + graceMs });
      return Reflect.apply(ask, client, words);
    };
    client.on('drain', () => owed.delete(client)).on('end', () => owed.delete(client));
  });
  const cut = (client: pg.PoolClient) => {
    owed.delete(client);
    // Ending a client that waits for an answer destroys its socket.
    void client.end().catch(() => undefined);
  };
  const everyMs = answerMs / 8;
  let lookedAt = performance.now();
  let isKnocking = false;
  const look = async () => {
    const now = performance.now();
    const stoodStill = now - lookedAt > 4 * everyMs;
    lookedAt = now;
    // After a pause of our own the answers lie in the sockets, unread.
    if (stoodStill) return;
    for (const [client, { since, limitMs }] of owed) if (now - since > limitMs) cut(client);
    const late = [...owed].filter(([, { since }]) => now - since > answerMs / 2);
    if (late.length === 0 || isKnocking) return;
    isKnocking = true;
    const isThere = await knock(url, answerMs / 2);
    isKnocking = false;
    if (!isThere) for (const [client, asked] of late) if (owed.get(client) === asked) cut(client);
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return () => clearInterval(timer);
}

/** Whether the server says anything to somebody new, be it a refusal. */
async function knock(url: string, waitMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: waitMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    void client.end().catch(() => undefined);
  }
}

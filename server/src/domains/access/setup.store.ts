import type { Tx } from '../../db/database.ts';

/** Adds a token beside those that are still good, and forgets those that are not. */
export async function addSetupToken(tx: Tx, tokenHash: Buffer, now: Date, expiresAt: Date): Promise<void> {
  await tx.deleteFrom('setup_tokens').where('expires_at', '<=', now).execute();
  await tx.insertInto('setup_tokens').values({ token_hash: tokenHash, expires_at: expiresAt }).execute();
}

export async function hasSetupToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('setup_tokens')
    .select('expires_at')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses up the token, and all others with it; false when it was used, expired or never made. */
export async function takeSetupToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
  // All of them, so that two people with a link each wait for one another.
  const rows = await tx.deleteFrom('setup_tokens').returning(['token_hash', 'expires_at']).execute();
  return rows.some((row) => row.token_hash.equals(tokenHash) && row.expires_at > now);
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../../lib/failure.ts';

/** How far a sender's clock may be off, either way. */
export const toleranceMs = 5 * 60_000;

export const secretPrefix = 'whsec_';

/** What is kept of the key in the address: enough to find the webhook, useless to reach it. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');

export type SignedMessage = {
  /** As sealed for the webhook, `whsec_` and base64; `null` when it has none, which refuses everything. */
  secret: string | null;
  headers: { id: string | undefined; timestamp: string | undefined; signature: string | undefined };
  /** As received, before any parsing. */
  body: Buffer;
  now: Date;
};

/**
 * Proves a message by Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, one matching `v1,` signature of several is
 * enough (a sender that rotates signs with both secrets).
 * @returns the sender's message id, by which a repeat is known.
 * @throws {Failure} `webhook.unsigned`; `webhook.replayed` for a true signature more than five minutes off.
 */
export function verifySignature(message: SignedMessage): string {
  const { id, timestamp, signature } = message.headers;
  const key = keyOf(message.secret);
  if (key === null) throw unsigned('This webhook has no secret. Rotate it in Connectors.');
  if (!id || !timestamp || !signature) {
    throw unsigned('Send the headers webhook-id, webhook-timestamp and webhook-signature.');
  }
  // Over this nothing honest is sent, and the id becomes part of a key.
  if (id.length > 200 || signature.length > 2_000 || !/^\d{1,12}$/.test(timestamp)) {
    throw unsigned('A header of the signature is not in the expected form.');
  }
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(message.body).digest();
  const isSigned = signature.split(' ').map((one) => matches(one, expected));
  if (!isSigned.includes(true)) throw unsigned('The signature does not fit this body and secret.');
  // Looked at last: only a true sender learns that the clock is the trouble.
  if (Math.abs(message.now.getTime() - Number(timestamp) * 1000) > toleranceMs) {
    throw new Failure(
      'webhook.replayed',
      'The message is more than five minutes off. Set the clock, and sign it anew.',
    );
  }
  return id;
}

const unsigned = (sentence: string) => new Failure('webhook.unsigned', sentence);

function keyOf(secret: string | null): Buffer | null {
  if (!secret?.startsWith(secretPrefix)) return null;
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return key.length < 24 ? null : key;
}

function matches(one: string, expected: Buffer): boolean {
  if (!one.startsWith('v1,')) return false;
  const given = Buffer.from(one.slice(3), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from './failure.ts';
import type { KeyRing } from './key-ring.ts';

/** Where a sealed value stands; it opens nowhere else. */
export type SealPlace = { table: string; id: number | string; column: string };

const cipherName = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const boundTo = (place: SealPlace) => Buffer.from(`${place.table}:${place.id}:${place.column}`, 'utf8');

/** Seals a text for one place: `v1.<key id>.<iv>.<ciphertext>.<tag>`, base64url, AES-256-GCM with a fresh 96-bit nonce. */
export function seal(ring: KeyRing, text: string, place: SealPlace): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(cipherName, ring.currentKey, iv, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', ring.currentId, ...[iv, sealed, cipher.getAuthTag()].map((bytes) => bytes.toString('base64url'))].join(
    '.',
  );
}

/**
 * Opens what `seal` made for the same place.
 * @throws {Failure} `secret.unreadable` for another place, a changed text or a key that is not in the ring.
 */
export function unseal(ring: KeyRing, sealed: string, place: SealPlace): string {
  const [version, keyId = '', iv = '', text = '', tag = '', ...rest] = sealed.split('.');
  const key = ring.find(keyId);
  if (version !== 'v1' || rest.length > 0) throw unreadable('is not in a form that this version knows');
  if (key === null) throw unreadable('was sealed with a key that the key file does not hold');
  const parts = { iv: Buffer.from(iv, 'base64url'), tag: Buffer.from(tag, 'base64url') };
  // A short tag would be accepted by the cipher and is far easier to guess.
  if (parts.iv.length !== ivBytes || parts.tag.length !== tagBytes) throw unreadable('was cut or changed');
  try {
    const decipher = createDecipheriv(cipherName, key, parts.iv, { authTagLength: tagBytes });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(parts.tag);
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw unreadable('was changed, or belongs to another row', cause);
  }
}

const unreadable = (what: string, cause?: unknown) =>
  new Failure(
    'secret.unreadable',
    `A stored secret ${what}. Put back the key file it was sealed with, or enter the secret again.`,
    { cause },
  );

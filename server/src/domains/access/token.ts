import { createHash, randomBytes } from 'node:crypto';

/** A token of 256 random bits for a person, and the hash of it for us. */
export const newToken = () => randomBytes(32).toString('base64url');
export const hashToken = (token: string) => createHash('sha256').update(token).digest();

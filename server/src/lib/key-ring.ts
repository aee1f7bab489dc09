import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './error-code.ts';
import { Failure } from './failure.ts';

/** The keys that secrets are sealed with: the current one seals, the older ones only open. */
export type KeyRing = {
  currentId: string;
  currentKey: Buffer;
  /** The key of that id, or `null` when it is not in the file. */
  find(id: string): Buffer | null;
};

const keyBytes = 32;

/** Named after the key itself, so that swapped lines or a restored file cannot mislabel what was sealed. */
const idOf = (key: Buffer) => createHash('sha256').update('watchfloor key id').update(key).digest('hex').slice(0, 12);

const refuse = (path: string, what: string, cause?: unknown) =>
  new Failure('internal', `The key file ${path} ${what}`, { cause });

/**
 * Reads a key file: one key of 32 bytes in base64url a line, the current one first, `#` begins a remark.
 * @throws {Failure} one sentence when the file is missing or empty, or a key is short or not random; nothing is made.
 */
export async function loadKeyRing(path: string): Promise<KeyRing> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw refuse(path, 'cannot be read. Put it back from the backup, or name the right one in WF_KEY_FILE.', cause);
  }
  return parseKeyRing(text, path);
}

/** Reads the key file, and makes it first (mode 0600) when there is none: for the default place in the data folder. */
export async function loadOrMakeKeyRing(path: string): Promise<KeyRing> {
  try {
    await makeKeyFile(path);
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') {
      throw refuse(path, 'cannot be made. Give this account the right to write in that folder.', cause);
    }
  }
  return loadKeyRing(path);
}

/** Opens the key file of the settings: one that was named must be there, the usual one is made. @throws {Failure} as the above. */
export const openKeyRing = (config: { keyFile: string; isKeyFileGiven: boolean }): Promise<KeyRing> =>
  (config.isKeyFileGiven ? loadKeyRing : loadOrMakeKeyRing)(config.keyFile);

/** Makes a whole file under another name and links it into place, so that two starts or a crash never leave half a key. */
async function makeKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`# Watchfloor seals stored secrets with this key. Keep a copy.\n${newKey()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A key of 32 bytes for one purpose, from which neither the ring's key nor another purpose's can be told. */
export const deriveKey = (ring: KeyRing, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', ring.currentKey, '', `watchfloor ${purpose}`, keyBytes));

const newKey = () => randomBytes(keyBytes).toString('base64url');

/** @param path  only for the sentence of a refusal; the keys themselves are never in one. */
export function parseKeyRing(text: string, path: string): KeyRing {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, n) => parseKey(line, `${path} (key ${n + 1})`));
  const byId = new Map(keys.map((key) => [idOf(key), key]));
  const first = keys[0];
  if (first === undefined) throw refuse(path, 'holds no key. Put it back from the backup.');
  return { currentId: idOf(first), currentKey: first, find: (id) => byId.get(id) ?? null };
}

function parseKey(line: string, where: string): Buffer {
  const key = /^[A-Za-z0-9_+/-]+={0,2}$/.test(line) ? Buffer.from(line, 'base64url') : Buffer.alloc(0);
  if (key.length !== keyBytes) throw refuse(where, `is not ${keyBytes} bytes in base64. ${remedy}`);
  if (isGuessable(key)) throw refuse(where, `is a known or typed key, not a random one. ${remedy}`);
  return key;
}

const remedy = 'Make one with: openssl rand -base64 32';

/** Zeros, repeats, counting bytes and typed text; random bytes look like none of these once in 10^13 keys. */
function isGuessable(key: Buffer): boolean {
  const step = ((key[1] ?? 0) - (key[0] ?? 0)) & 255;
  const isCounting = key.every((byte, at) => at === 0 || ((byte - (key[at - 1] ?? 0)) & 255) === step);
  const isTyped = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isCounting || isTyped || new Set(key).size < 12;
}

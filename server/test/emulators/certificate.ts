import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, for servers that tests start; never used outside them. */
export type Certificate = { cert: string; key: string; sha256: string; sign: KeyObject; name: string };

type Wish = {
  name: string;
  /** DNS names and IPv4 addresses that it covers. */
  covers?: readonly string[];
  from?: Date;
  to?: Date;
  /** Signs itself when absent. */
  issuer?: Certificate;
};

const day = 86_400_000;

/** Issues an X.509 certificate; Node can read them and not write them, hence these few bytes of DER. */
export function makeCertificate(wish: Wish): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const algorithm = sequence(objectId('2a8648ce3d040302')); // ecdsa-with-SHA256
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(wish.issuer?.name ?? wish.name),
    sequence(time(wish.from ?? new Date(now - day)), time(wish.to ?? new Date(now + 30 * day))),
    distinguishedName(wish.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(wish))),
  );
  const signature = sign('sha256', body, wish.issuer?.sign ?? privateKey);
  const der = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sha256: createHash('sha256').update(der).digest('hex'),
    sign: privateKey,
    name: wish.name,
  };
}

function extensions(wish: Wish): Buffer[] {
  const isAuthority = wish.covers === undefined;
  const list = [extension('551d13', sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : [])))];
  const names = (wish.covers ?? []).map((name) =>
    /^[\d.]+$/.test(name) ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name)),
  );
  if (names.length > 0) list.push(extension('551d11', sequence(...names)));
  return list;
}

const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), tagged(0x04, value));
const distinguishedName = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))));
const time = (at: Date): Buffer => tagged(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`));
const objectId = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts);

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

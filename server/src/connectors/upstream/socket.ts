import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Lookup, type Reach, resolveHost } from './address.ts';
import { UpstreamFailure } from './failure.ts';
import { isTrusted, type Trust, tlsOptions } from './trust.ts';

/** Where a connection goes and how it is judged. */
export type Target = {
  host: string;
  port: number;
  isSecure: boolean;
  trust: Trust;
  /** Name to ask for and to check when the certificate carries another than the host. */
  servername: string | undefined;
  reach: Reach;
  connectTimeoutMs: number;
  lookup: Lookup | undefined;
};

/** host:port, the way messages name a target. */
export const where = (target: Target): string => `${target.host}:${target.port}`;

/** Connects to the first address that answers, each tried once and only by the number that was checked. */
export async function openTcp(target: Target, addresses: readonly string[]): Promise<Socket> {
  let last: unknown;
  for (const address of addresses) {
    try {
      return await connectTo(address, target);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function connectTo(address: string, target: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port: target.port, noDelay: true });
    const late = setTimeout(() => {
      socket.destroy(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' }));
    }, target.connectTimeoutMs);
    socket.once('connect', () => {
      clearTimeout(late);
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
  });
}

/** Makes a connection secure under a trust. @throws the TLS error, or ETIMEDOUT. */
export function openTls(socket: Socket, target: Target, trust: Trust): Promise<TLSSocket> {
  const name = target.servername ?? target.host.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const secure = connectTls({
      ...tlsOptions(trust),
      socket,
      // The name is checked against `servername`, else against `host`; an IP address may not be sent as a server name.
      host: name,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ALPNProtocols: ['http/1.1'],
    });
    const late = setTimeout(() => {
      secure.destroy(Object.assign(new Error('TLS timed out'), { code: 'ETIMEDOUT' }));
    }, target.connectTimeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(late);
      socket.destroy();
      reject(error);
    };
    secure.once('error', fail);
    secure.once('secureConnect', () => {
      clearTimeout(late);
      secure.removeListener('error', fail);
      resolve(secure);
    });
  });
}

/** Opens a connection that is ready for HTTP: address checked, name or pin verified, nothing sent yet. */
export async function openSocket(target: Target): Promise<Socket> {
  const socket = await openTcp(target, await resolveHost(target.host, target.reach, target.lookup));
  if (!target.isSecure) return socket;
  const secure = await openTls(socket, target, target.trust);
  if (isTrusted(target.trust, secure.getPeerCertificate())) return secure;
  secure.destroy();
  throw new UpstreamFailure(
    'connection.tls',
    `${where(target)} shows another certificate than the pinned one; nothing was sent`,
    'if it was renewed, check and pin the new fingerprint',
  );
}

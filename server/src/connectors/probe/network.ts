import type { Socket } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { resolveHost } from '../upstream/address.ts';
import { toFailure } from '../upstream/fault.ts';
import { openTcp, openTls, type Target, where } from '../upstream/socket.ts';
import { isTrusted, normalizeFingerprint, showFingerprint } from '../upstream/trust.ts';
import { type ProbeStep, runStep, type StepData, skipStep } from './step.ts';

/** The first three steps of every probe: name, port, certificate. Returns whether the connection may be used. */
export async function* probeNetwork(target: Target): AsyncGenerator<ProbeStep, boolean> {
  const titles = { dns: 'Name found', tcp: 'Port answers', tls: 'TLS' };
  let addresses: readonly string[] = [];
  const dns = await runStep('dns', titles.dns, async () => {
    addresses = await resolveHost(target.host, target.reach, target.lookup);
    return { evidence: `${target.host} is ${addresses.join(', ')}` };
  });
  yield dns.state === 'passed' ? dns : { ...dns, title: 'Name not found' };
  if (dns.state !== 'passed') {
    yield skipStep('tcp', titles.tcp);
    yield skipStep('tls', titles.tls);
    return false;
  }

  let socket: Socket | undefined;
  const tcp = await runStep('tcp', titles.tcp, async () => {
    socket = await openTcp(target, addresses).catch((error: unknown) => {
      throw toFailure(error, where(target));
    });
    return { evidence: `${socket.remoteAddress} port ${target.port}` };
  });
  yield tcp.state === 'passed' ? tcp : { ...tcp, title: 'Port does not answer' };
  if (socket === undefined) {
    yield skipStep('tls', titles.tls);
    return false;
  }
  if (!target.isSecure) {
    socket.destroy();
    yield skipStep('tls', 'No TLS', 'The address is plain http: the password and all data travel readable.');
    return true;
  }
  const tls = await probeCertificate(target, socket, addresses);
  yield tls;
  return tls.state === 'passed';
}

type Certificate = NonNullable<StepData['certificate']>;

/** Asks under the real trust first; when that fails, once more under none, only to look at the certificate. */
async function probeCertificate(target: Target, socket: Socket, addresses: readonly string[]): Promise<ProbeStep> {
  const seen: { certificate?: Certificate | null } = {};
  const step = await runStep('tls', 'TLS', async () => {
    try {
      const certificate = await readCertificate(target, socket, target.trust);
      seen.certificate = describeCertificate(certificate);
      if (isTrusted(target.trust, certificate)) return { evidence: sentence(seen.certificate) };
    } catch (error) {
      seen.certificate = await look(target, addresses);
      throw toFailure(error, where(target));
    }
    return {
      state: 'failed',
      evidence: 'This is another certificate than the pinned one.',
      remedy: 'If it was renewed there, compare the new fingerprint on the server and trust it.',
    };
  });
  if (seen.certificate === undefined || seen.certificate === null) return step;
  const certificate = { ...seen.certificate, canPin: step.state === 'failed' };
  const evidence = step.state === 'failed' ? `${step.evidence} ${sentence(certificate)}` : step.evidence;
  return { ...step, evidence, data: { certificate } };
}

async function readCertificate(target: Target, socket: Socket, trust: Target['trust']): Promise<PeerCertificate> {
  const secure = await openTls(socket, target, trust);
  const certificate = secure.getPeerCertificate(true);
  secure.destroy();
  return certificate;
}

async function look(target: Target, addresses: readonly string[]): Promise<Certificate | null> {
  try {
    const nobody = { kind: 'pin', sha256: '' } as const;
    return describeCertificate(await readCertificate(target, await openTcp(target, addresses), nobody));
  } catch {
    // The port speaks no TLS at all; the failure of the first try says so.
    return null;
  }
}

function describeCertificate(certificate: PeerCertificate): Certificate {
  const name = (entity: PeerCertificate['subject'] | undefined): string =>
    [entity?.CN, entity?.O].flat().find((part) => part !== undefined && part !== '') ?? 'unnamed';
  return {
    fingerprint: showFingerprint(normalizeFingerprint(certificate.fingerprint256) ?? ''),
    subject: name(certificate.subject),
    issuer: name(certificate.issuer),
    validTo: new Date(certificate.valid_to).toISOString(),
    canPin: false,
  };
}

function sentence(certificate: Certificate): string {
  const by =
    certificate.issuer === certificate.subject
      ? 'signed by itself'
      : `${certificate.subject}, signed by ${certificate.issuer}`;
  return `${by} · ends ${certificate.validTo.slice(0, 10)} · fingerprint ${certificate.fingerprint}`;
}

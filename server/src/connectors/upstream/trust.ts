import type { ConnectionOptions, PeerCertificate } from 'node:tls';

/** How a certificate is judged. There is no "off": a certificate that nobody vouches for is pinned. */
export type Trust =
  | { kind: 'system' }
  /** PEM of the only authorities to believe. */
  | { kind: 'ca'; pem: string }
  /** SHA-256 of the very certificate, 64 hex digits; name and dates are not looked at then. */
  | { kind: 'pin'; sha256: string };

/** 64 lower-case hex digits from any usual spelling of a SHA-256 fingerprint, or `null`. */
export function normalizeFingerprint(text: string): string | null {
  const digits = text
    .replace(/^sha256[ :/]*/i, '')
    .replaceAll(/[\s:]/g, '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
}

/** `9A:41:…`, the spelling of browsers and openssl. */
export const showFingerprint = (sha256: string): string => sha256.toUpperCase().match(/../g)?.join(':') ?? '';

/** What Node is told; under a pin it accepts any certificate and `isTrusted` decides before a byte is sent. */
export function tlsOptions(trust: Trust): ConnectionOptions {
  if (trust.kind === 'ca') return { ca: trust.pem, rejectUnauthorized: true };
  return { rejectUnauthorized: trust.kind !== 'pin' };
}

/** True when a certificate is the pinned one; without a pin Node has judged it already. */
export function isTrusted(trust: Trust, certificate: Pick<PeerCertificate, 'fingerprint256'>): boolean {
  return trust.kind !== 'pin' || normalizeFingerprint(certificate.fingerprint256 ?? '') === trust.sha256;
}

/** The trust that a connection's settings ask for; a pin is the narrowest and wins. */
export function chooseTrust(settings: { caPem?: string | undefined; pinSha256?: string | undefined }): Trust {
  const pin = settings.pinSha256 === undefined ? null : normalizeFingerprint(settings.pinSha256);
  if (pin !== null) return { kind: 'pin', sha256: pin };
  return settings.caPem === undefined ? { kind: 'system' } : { kind: 'ca', pem: settings.caPem };
}

import { codeOf } from '../../lib/error-code.ts';
import { Failure, isFailure } from '../../lib/failure.ts';

/** Codes of OpenSSL and Node for a certificate that the given trust does not cover. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
]);

/**
 * Turns what sockets, TLS and the HTTP client throw into a sentence that names the place and the remedy.
 * @param where  host:port as the administrator entered it.
 */
export function toFailure(error: unknown, where: string): Failure {
  if (isFailure(error)) return error;
  const code = codeOf(error);
  const fail = (name: 'unreachable' | 'timeout' | 'tls' | 'partial' | 'refused', sentence: string): Failure =>
    new Failure(`connection.${name}`, `${where} ${sentence}`, { cause: error });

  if (untrusted.has(code)) {
    return fail(
      'tls',
      'shows a certificate of an unknown authority: compare its fingerprint and pin it, or give the CA.',
    );
  }
  if (code === 'CERT_HAS_EXPIRED') return fail('tls', 'shows a certificate that has expired: renew it there.');
  if (code === 'CERT_NOT_YET_VALID')
    return fail('tls', 'shows a certificate that is not valid yet: check both clocks.');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail('tls', 'shows a certificate for another name: enter that name as server name, or pin the certificate.');
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return fail('tls', 'does not speak TLS as expected: check the port, or write http:// when it has none.');
  }
  if (code === 'ECONNREFUSED')
    return fail('unreachable', 'refused the connection: check that it runs and that the port is right.');
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') {
    return fail('timeout', 'did not answer the connection: check the address and the firewalls between.');
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return fail('unreachable', 'cannot be reached: there is no route to it.');
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code === 'UND_ERR_ABORTED') {
    return fail('partial', 'ended its answer early: try again.');
  }
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    return fail(
      'unreachable',
      'closed the connection without an answer: try again, or write https:// when it asks for TLS.',
    );
  }
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_'))
    return fail('refused', 'does not speak HTTP as expected: check the port.');
  return fail('unreachable', `could not be asked (${code === '' ? 'unknown reason' : code}): try again.`);
}

/** True for a connection that broke before an answer began, as idle ones do: the same request may be sent again. */
export function isBrokenConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

import type { ErrorCode } from '@watchfloor/contract';
import { codeOf } from '../../lib/error-code.ts';
import { type Failure, isFailure } from '../../lib/failure.ts';
import { UpstreamFailure } from './failure.ts';

type Fault = readonly [code: ErrorCode, evidence: string, remedy: string];

const unknownAuthority: Fault = [
  'connection.tls',
  'shows a certificate of an unknown authority',
  'compare its fingerprint and pin it, or give the CA',
];
const noTls: Fault = [
  'connection.tls',
  'does not speak TLS as expected',
  'check the port, or write http:// when it has none',
];
const noHttp: Fault = ['connection.refused', 'does not speak HTTP as expected', 'check the port'];
const noRoute: Fault = [
  'connection.unreachable',
  'cannot be reached, for there is no route to it',
  'check the address and the network of this server',
];
const late: Fault = [
  'connection.timeout',
  'did not answer the connection',
  'check the address and the firewalls between',
];
const cutOff: Fault = ['connection.partial', 'ended its answer early', 'try again'];
const hungUp: Fault = [
  'connection.unreachable',
  'closed the connection without an answer',
  'try again, or write https:// when it asks for TLS',
];

/** By the codes of OpenSSL, Node and its HTTP client (undici). */
const faults: ReadonlyMap<string, Fault> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', unknownAuthority],
  ['SELF_SIGNED_CERT_IN_CHAIN', unknownAuthority],
  ['UNABLE_TO_GET_ISSUER_CERT', unknownAuthority],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unknownAuthority],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unknownAuthority],
  ['CERT_SIGNATURE_FAILURE', unknownAuthority],
  ['CERT_UNTRUSTED', unknownAuthority],
  ['CERT_HAS_EXPIRED', ['connection.tls', 'shows a certificate that has expired', 'renew it there']],
  ['CERT_NOT_YET_VALID', ['connection.tls', 'shows a certificate that is not valid yet', 'check both clocks']],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    [
      'connection.tls',
      'shows a certificate for another name',
      'enter that name as server name, or pin the certificate',
    ],
  ],
  ['EPROTO', noTls],
  [
    'ECONNREFUSED',
    ['connection.unreachable', 'refused the connection', 'check that it runs and that the port is right'],
  ],
  ['ETIMEDOUT', late],
  ['UND_ERR_CONNECT_TIMEOUT', late],
  ['EHOSTUNREACH', noRoute],
  ['ENETUNREACH', noRoute],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', cutOff],
  ['UND_ERR_ABORTED', cutOff],
  ['UND_ERR_SOCKET', hungUp],
  ['ECONNRESET', hungUp],
  ['EPIPE', hungUp],
] satisfies [string, Fault][]);

function faultOf(code: string): Fault {
  const known = faults.get(code);
  if (known) return known;
  if (code.startsWith('ERR_SSL_')) return noTls;
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_')) return noHttp;
  return ['connection.unreachable', `could not be asked (${code === '' ? 'unknown reason' : code})`, 'try again'];
}

/**
 * Turns what sockets, TLS and the HTTP client throw into a sentence that names the place and the remedy.
 * @param where  host:port as the administrator entered it.
 */
export function toFailure(error: unknown, where: string): Failure {
  if (isFailure(error)) return error;
  const [code, evidence, remedy] = faultOf(codeOf(error));
  return new UpstreamFailure(code, `${where} ${evidence}`, remedy, { cause: error });
}

/** True for a connection that broke before an answer began, as idle ones do: the same request may be sent again. */
export function isBrokenConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

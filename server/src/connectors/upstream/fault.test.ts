import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { isBrokenConnection, toFailure } from './fault.ts';

const coded = (code: unknown) => Object.assign(new Error('inner words with /a/path'), { code });

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'connection.tls', 'pin it, or give the CA'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'connection.tls', 'pin it, or give the CA'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'connection.tls', 'pin it, or give the CA'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connection.tls', 'pin it, or give the CA'],
  ['CERT_HAS_EXPIRED', 'connection.tls', 'renew it there'],
  ['CERT_NOT_YET_VALID', 'connection.tls', 'check both clocks'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'connection.tls', 'enter that name as server name'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'connection.tls', 'write http:// when it has none'],
  ['EPROTO', 'connection.tls', 'check the port'],
  ['ECONNREFUSED', 'connection.unreachable', 'check that it runs and that the port is right'],
  ['EHOSTUNREACH', 'connection.unreachable', 'check the address and the network'],
  ['ENETUNREACH', 'connection.unreachable', 'check the address and the network'],
  ['ETIMEDOUT', 'connection.timeout', 'check the address and the firewalls'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connection.timeout', 'check the address and the firewalls'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'connection.partial', 'try again'],
  ['UND_ERR_ABORTED', 'connection.partial', 'try again'],
  ['UND_ERR_SOCKET', 'connection.unreachable', 'write https:// when it asks for TLS'],
  ['ECONNRESET', 'connection.unreachable', 'write https:// when it asks for TLS'],
  ['EPIPE', 'connection.unreachable', 'write https:// when it asks for TLS'],
  ['HPE_INVALID_CONSTANT', 'connection.refused', 'does not speak HTTP'],
  ['UND_ERR_HEADERS_OVERFLOW', 'connection.refused', 'does not speak HTTP'],
  ['EMFILE', 'connection.unreachable', '(EMFILE)'],
  ['', 'connection.unreachable', 'unknown reason'],
  [7, 'connection.unreachable', 'unknown reason'],
  ['constructor', 'connection.unreachable', '(constructor)'],
])('%s is %s, with the place and the remedy and without the inside', (code, name, words) => {
  const thrown = coded(code);
  const failure = toFailure(thrown, 'wazuh.internal:9200');
  expect(failure.code).toBe(name);
  expect(failure.message).toMatch(/^wazuh\.internal:9200 .*\.$/);
  expect(failure.message).toContain(words);
  expect(failure.message).not.toContain('/a/path');
  expect(failure.cause).toBe(thrown);
});

test('a failure that is one already passes unchanged; what is no error at all becomes one', () => {
  const failure = new Failure('connection.blocked', 'no');
  expect(toFailure(failure, 'x:1')).toBe(failure);
  for (const thrown of ['text', undefined, null, { code: 'ECONNREFUSED' }])
    expect(toFailure(thrown, 'x:1')).toMatchObject({ code: 'connection.unreachable' });
});

test('only a connection that broke before an answer is worth the same request at once', () => {
  const broken = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'EPROTO', 'UND_ERR_ABORTED'];
  expect(broken.filter((code) => isBrokenConnection(coded(code)))).toEqual(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
  expect(isBrokenConnection('ECONNRESET')).toBe(false);
});

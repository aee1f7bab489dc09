import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { makeCertificate } from '../../test/emulators/certificate.ts';
import { type Listening, listen } from '../../test/emulators/listen.ts';
import { refusedStatus } from './upstream/answer.ts';
import { openUpstream, type Upstream, type UpstreamOptions } from './upstream.ts';

const Anything = z.unknown();
const opened: { close(): Promise<void> }[] = [];
const servers: Listening[] = [];

afterEach(async () => {
  for (const upstream of opened.splice(0)) await upstream.close();
  for (const server of servers.splice(0)) await server.stop();
});

type Seen = { method: string | undefined; url: string | undefined; authorization: string | undefined };

async function serve(handler: RequestListener, certificate?: Parameters<typeof listen>[1]) {
  const seen: Seen[] = [];
  const server = await listen((request, response) => {
    seen.push({ method: request.method, url: request.url, authorization: request.headers.authorization });
    handler(request, response);
  }, certificate);
  servers.push(server);
  return { ...server, seen };
}

function open(url: string, options: Partial<UpstreamOptions> = {}): Upstream {
  const upstream = openUpstream({ url, reach: 'private', pause: async () => {}, random: () => 0, ...options });
  opened.push(upstream);
  return upstream;
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** Answers the first `times` requests one way and the rest another. */
function first(times: number, one: RequestListener, then: RequestListener): RequestListener {
  let count = 0;
  return (request, response) => {
    count += 1;
    (count <= times ? one : then)(request, response);
  };
}

test('the prefix of the base address is kept and the query is encoded', async () => {
  const server = await serve(json({ ok: true }));
  const upstream = open(`${server.url}/graylog/`);
  const reply = await upstream.request(
    { method: 'GET', path: '/api/x', query: { q: 'a b&c', none: undefined, n: 1 } },
    z.object({ ok: z.boolean() }),
  );
  expect(reply).toEqual({ ok: true });
  expect(server.seen[0]?.url).toBe('/graylog/api/x?q=a+b%26c&n=1');
});

test('a body is sent as JSON, a raw body as it is', async () => {
  const bodies: string[] = [];
  const server = await serve((request, response) => {
    request.on('data', (chunk) => bodies.push(`${request.headers['content-type']} ${chunk}`));
    request.on('end', () => json({})(request, response));
  });
  const upstream = open(server.url);
  await upstream.request({ method: 'POST', path: '/', body: { a: 1 } }, Anything);
  await upstream.request({ method: 'POST', path: '/', rawBody: '{}\n', contentType: 'application/x-ndjson' }, Anything);
  expect(bodies).toEqual(['application/json {"a":1}', 'application/x-ndjson {}\n']);
});

test.each([
  [401, {}, 'connection.unauthorized'],
  [403, { error: { reason: 'no permissions for [indices:data/read/search]' } }, 'connection.forbidden'],
  [404, { error: { reason: 'no such index' } }, 'connection.refused'],
  [500, {}, 'connection.refused'],
  [301, {}, 'connection.refused'],
])('status %i becomes %3$s', async (status, body, code) => {
  const server = await serve(json(body, status, status === 301 ? { location: 'https://elsewhere.example/' } : {}));
  const failure = await open(server.url)
    .request({ method: 'GET', path: '/' }, Anything)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code });
  expect(String(failure)).toContain(`127.0.0.1:${server.port}`);
  expect(refusedStatus(failure)).toBe(status);
  expect(server.seen).toHaveLength(1);
});

test('the vendor names the missing right in the message', async () => {
  const server = await serve(json({ error: { reason: 'no permissions for [indices:data/read/search]' } }, 403));
  await expect(open(server.url).request({ method: 'GET', path: '/' }, Anything)).rejects.toThrow(
    /lacks a right \(no permissions for \[indices:data\/read\/search\]\)/,
  );
});

test('reading is tried again after 503 and 429, five times in all', async () => {
  const server = await serve(first(2, json({}, 503), json({ ok: 1 })));
  expect(await open(server.url).request({ method: 'GET', path: '/' }, Anything)).toEqual({ ok: 1 });
  expect(server.seen).toHaveLength(3);

  const busy = await serve(json({}, 429));
  await expect(open(busy.url).request({ method: 'GET', path: '/' }, Anything)).rejects.toMatchObject({
    code: 'connection.throttled',
  });
  expect(busy.seen).toHaveLength(5);
});

test('a change is never sent twice unless it is marked as harmless', async () => {
  const server = await serve(json({}, 503));
  const upstream = open(server.url);
  await expect(upstream.request({ method: 'POST', path: '/' }, Anything)).rejects.toMatchObject({
    code: 'connection.unreachable',
  });
  expect(server.seen).toHaveLength(1);
  await expect(upstream.request({ method: 'POST', path: '/', isIdempotent: true }, Anything)).rejects.toThrow();
  expect(server.seen).toHaveLength(6);
});

test('Retry-After sets the wait, and one beyond the deadline is not waited for', async () => {
  const waits: number[] = [];
  const pause = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const server = await serve(first(1, json({}, 429, { 'retry-after': '2' }), json({})));
  await open(server.url, { pause }).request({ method: 'GET', path: '/' }, Anything);
  expect(waits).toEqual([2_000]);

  const closed = await serve(json({}, 429, { 'retry-after': '3600' }));
  await expect(open(closed.url, { pause }).request({ method: 'GET', path: '/' }, Anything)).rejects.toMatchObject({
    code: 'connection.throttled',
    retryAfterS: 3600,
  });
  expect(closed.seen).toHaveLength(1);
});

test('a connection that breaks is opened again for reading', async () => {
  const server = await serve(first(1, (request) => request.socket.destroy(), json({ ok: 1 })));
  expect(await open(server.url).request({ method: 'GET', path: '/' }, Anything)).toEqual({ ok: 1 });
});

test('a silent product ends in a timeout that names the place', async () => {
  const server = await serve(() => {});
  await expect(open(server.url).request({ method: 'GET', path: '/', timeoutMs: 50 }, Anything)).rejects.toMatchObject({
    code: 'connection.timeout',
    message: `127.0.0.1:${server.port} did not answer within 0.05 s: try again later.`,
  });
});

test('cancelling stops the call at once with the reason given', async () => {
  const server = await serve(() => {});
  const controller = new AbortController();
  const call = open(server.url).request({ method: 'GET', path: '/', signal: controller.signal }, Anything);
  const reason = new Error('the run was cancelled');
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
});

test('a closed port says what to check', async () => {
  const server = await serve(json({}));
  await server.stop();
  await expect(open(server.url).request({ method: 'GET', path: '/' }, Anything)).rejects.toMatchObject({
    code: 'connection.unreachable',
    message: `127.0.0.1:${server.port} refused the connection: check that it runs and that the port is right.`,
  });
});

test('an answer over the cap is dropped while it arrives', async () => {
  const server = await serve((_request, response) => {
    const send = (): void => {
      while (!response.destroyed && response.write('x'.repeat(100_000)));
    };
    response.on('drain', send);
    send();
  });
  await expect(
    open(server.url).request({ method: 'GET', path: '/', maxBodyBytes: 1_000_000 }, Anything),
  ).rejects.toMatchObject({ code: 'connection.too_large' });
});

test('broken JSON, a page of HTML, another shape and an early end are told apart', async () => {
  const html = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
  });
  await expect(open(html.url).request({ method: 'GET', path: '/' }, Anything)).rejects.toThrow(
    /answered with text\/html, not JSON: check the address and the port/,
  );
  const broken = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"hits":[');
  });
  await expect(open(broken.url).request({ method: 'GET', path: '/' }, Anything)).rejects.toMatchObject({
    code: 'connection.partial',
  });
  const early = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"hits":[');
    setImmediate(() => response.destroy());
  });
  await expect(open(early.url).request({ method: 'POST', path: '/' }, Anything)).rejects.toMatchObject({
    code: expect.stringMatching(/^connection\.(partial|unreachable)$/),
  });
  const other = await serve(json({ version: { number: 7 } }));
  await expect(
    open(other.url).request({ method: 'GET', path: '/' }, z.object({ version: z.object({ number: z.string() }) })),
  ).rejects.toThrow(/another shape than expected \(version\.number\)/);
});

test('a redirect is not followed and its target is not asked', async () => {
  const target = await serve(json({}));
  const server = await serve(json({}, 302, { location: target.url }));
  await expect(open(server.url).request({ method: 'GET', path: '/' }, Anything)).rejects.toThrow(/redirects to/);
  expect(target.seen).toHaveLength(0);
});

test('a secret that a product sends back does not reach a message', async () => {
  const server = await serve(json({ error: { reason: 'user reader with hunter-2222 is unknown' } }, 400));
  const failure = await open(server.url, { secrets: ['hunter-2222'] })
    .request({ method: 'GET', path: '/' }, Anything)
    .catch((error: unknown) => error);
  expect(String(failure)).toContain('user reader with *** is unknown');
  expect(JSON.stringify(failure, ['message', 'cause', 'text'])).not.toContain('hunter-2222');
});

test('a certificate of an unknown authority is refused, and accepted by its authority or its fingerprint', async () => {
  const authority = makeCertificate({ name: 'Test authority' });
  const certificate = makeCertificate({ name: 'node', covers: ['127.0.0.1'], issuer: authority });
  const server = await serve(json({ ok: 1 }), certificate);
  const request = { method: 'GET', path: '/' } as const;
  await expect(open(server.url).request(request, Anything)).rejects.toMatchObject({ code: 'connection.tls' });
  expect(await open(server.url, { trust: { kind: 'ca', pem: authority.cert } }).request(request, Anything)).toEqual({
    ok: 1,
  });
  expect(
    await open(server.url, { trust: { kind: 'pin', sha256: certificate.sha256 } }).request(request, Anything),
  ).toEqual({
    ok: 1,
  });
});

test('with another certificate than the pinned one no credentials leave', async () => {
  const server = await serve(json({}), makeCertificate({ name: 'impostor', covers: ['127.0.0.1'] }));
  const upstream = open(server.url, { trust: { kind: 'pin', sha256: 'ab'.repeat(32) } });
  await expect(
    upstream.request({ method: 'GET', path: '/', headers: { authorization: 'Basic cmVhZGVyOnJlYWRlcg==' } }, Anything),
  ).rejects.toThrow(/another certificate than the pinned one; nothing was sent/);
  expect(server.seen).toEqual([]);
});

test('a certificate for another name, an expired one and a port without TLS are told apart', async () => {
  const other = makeCertificate({ name: 'other', covers: ['wazuh.internal'] });
  const named = await serve(json({ ok: 1 }), other);
  const trust = { kind: 'ca', pem: other.cert } as const;
  await expect(open(named.url, { trust }).request({ method: 'GET', path: '/' }, Anything)).rejects.toThrow(
    /for another name: enter that name as server name/,
  );
  expect(
    await open(named.url, { trust, servername: 'wazuh.internal' }).request({ method: 'GET', path: '/' }, Anything),
  ).toEqual({ ok: 1 });

  const old = makeCertificate({ name: 'old', covers: ['127.0.0.1'], from: new Date(0), to: new Date(86_400_000) });
  const expired = await serve(json({}), old);
  await expect(
    open(expired.url, { trust: { kind: 'ca', pem: old.cert } }).request({ method: 'GET', path: '/' }, Anything),
  ).rejects.toThrow(/has expired/);

  const plain = await serve(json({}));
  await expect(
    open(plain.url.replace('http:', 'https:')).request({ method: 'GET', path: '/' }, Anything),
  ).rejects.toMatchObject({ code: 'connection.tls' });
});

test('a name is resolved once a connection and never connected to by itself', async () => {
  const server = await serve(json({ ok: 1 }));
  const asked: string[] = [];
  const lookup = async (host: string): Promise<string[]> => {
    asked.push(host);
    return ['127.0.0.1'];
  };
  const upstream = open(`http://wazuh.example:${server.port}`, { lookup });
  expect(await upstream.request({ method: 'GET', path: '/' }, Anything)).toEqual({ ok: 1 });
  expect(asked).toEqual(['wazuh.example']);
  const outside = open(`http://wazuh.example:${server.port}`, { lookup, reach: 'public' });
  await expect(outside.request({ method: 'GET', path: '/' }, Anything)).rejects.toMatchObject({
    code: 'connection.blocked',
  });
});

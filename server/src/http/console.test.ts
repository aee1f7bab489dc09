import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveConsole } from './console.ts';
import { asFailure } from './problem.ts';

const script = 'export const words = 1;\n'.repeat(200);
let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Watchfloor</title>');
  await writeFile(join(folder, 'assets/page.js'), script);
  // Not what compressing would give, so that it shows which of the two was sent.
  await writeFile(join(folder, 'assets/page.js.br'), brotliCompressSync('written by the build'));
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => reply.status(asFailure(error).status).send(asFailure(error).code));
  await serveConsole(app, folder);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});
const ask = (url: string, encoding?: string) =>
  app.inject({ url, ...(encoding ? { headers: { 'accept-encoding': encoding } } : {}) });

test('what the build compressed is sent as it lies there, and may be kept for ever', async () => {
  const { headers, rawPayload } = await ask('/assets/page.js', 'br, gzip');
  expect(headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': expect.stringContaining('immutable') });
  expect(headers['content-type']).toMatch(/javascript/);
  expect(rawPayload).toEqual(brotliCompressSync('written by the build'));
});

test('who takes another form, or none, gets the file itself', async () => {
  const plain = await ask('/assets/page.js');
  expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, script]);
  const zipped = await ask('/assets/page.js', 'gzip');
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.rawPayload).toString()).toBe(script);
});

test.each(['/', '/alerts', '/alerts/v/open', '/a/KEST-1001'])('%s is the page, asked anew each time', async (url) => {
  const { statusCode, headers, body } = await ask(url);
  expect([statusCode, headers['cache-control'], body]).toEqual([
    200,
    'no-cache',
    expect.stringContaining('Watchfloor'),
  ]);
});

test.each([
  ['GET', '/api/v1/nothing'],
  ['GET', '/assets/old.js'],
  ['GET', '/favicon.ico'],
  ['POST', '/alerts'],
] as const)('%s %s is no page and says so', async (method, url) => {
  const { statusCode, body } = await app.inject({ method, url });
  expect([statusCode, body]).toEqual([404, 'route.unknown']);
});

test('a dot in the question makes no file of a page', async () => {
  expect((await ask('/alerts?q=host:web-1.css')).statusCode).toBe(200);
});

test('without a built console the page says how to build it', async () => {
  const bare = Fastify();
  await serveConsole(bare, join(folder, 'nothing-here'));
  expect((await bare.inject('/')).body).toMatch(/not built.*npm run build/);
  await bare.close();
});

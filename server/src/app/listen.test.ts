import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { assertPortFree, explainListen } from './listen.ts';

test('a port in use is told before anything is opened; zero is always free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(assertPortFree('127.0.0.1', port)).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use. Stop what uses it, or choose another with --port.`,
  );
  server.close();
  await once(server, 'close');
  await expect(assertPortFree('127.0.0.1', port)).resolves.toBeUndefined();
  await expect(assertPortFree('127.0.0.1', 0)).resolves.toBeUndefined();
});

test.each([
  ['EADDRINUSE', /is in use.*--port/],
  ['EACCES', /more rights.*above 1023.*--port/],
  ['EADDRNOTAVAIL', /not an address of this machine.*--host/],
])('%s is one sentence with the remedy', (code, sentence) => {
  expect(String(explainListen(Object.assign(new Error('x'), { code }), '192.0.2.1', 80))).toMatch(sentence);
});

test('what nobody foresaw stays as it is', () => {
  const error = new Error('x');
  expect(explainListen(error, '127.0.0.1', 1)).toBe(error);
});

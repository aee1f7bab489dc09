import { expect, test } from 'vitest';
import { asArguments, availableMemory, serverSettings } from './settings.ts';

const gib = 2 ** 30;

test.each([
  [1, '64MB'],
  [8, '256MB'],
  [24, '768MB'],
  [256, '1024MB'],
])('a machine of %i GiB gives %s to shared buffers', (memory, shared) => {
  expect(serverSettings(memory * gib, '/run').shared_buffers).toBe(shared);
});

test('nothing listens on the network, and what is asked for comes on top', () => {
  const args = asArguments(serverSettings(gib, '/run', { fsync: 'off' }));
  expect(args).toContain('listen_addresses=');
  expect(args.slice(-2)).toEqual(['-c', 'fsync=off']);
  expect(args).toContain('unix_socket_directories=/run');
});

test('the memory is a real amount', () => {
  expect(availableMemory()).toBeGreaterThan(2 ** 26);
  expect(Number.isFinite(availableMemory())).toBe(true);
});

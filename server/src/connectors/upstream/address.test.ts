import { expect, test } from 'vitest';
import { classifyAddress, resolveHost } from './address.ts';

test.each([
  ['93.184.216.34', 'public'],
  ['2606:4700::1111', 'public'],
  ['10.1.2.3', 'private'],
  ['127.0.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.0', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['169.254.169.254', 'forbidden'],
  ['168.63.129.16', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['fe80::1%eth0', 'forbidden'],
  ['0.0.0.0', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['::', 'forbidden'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['::ffff:a9fe:a9fe', 'forbidden'],
  ['64:ff9b::a9fe:a9fe', 'forbidden'],
  ['::ffff:10.0.0.1', 'private'],
  ['::169.254.169.254', 'forbidden'],
  ['2002:a9fe:a9fe::1', 'forbidden'],
  ['wazuh.example', 'forbidden'],
  ['', 'forbidden'],
])('%s counts as %s', (address, kind) => {
  expect(classifyAddress(address)).toBe(kind);
});

test('a private address needs a connection that is private by design', async () => {
  const lookup = async (): Promise<string[]> => ['10.0.4.8'];
  expect(await resolveHost('wazuh.internal', 'private', lookup)).toEqual(['10.0.4.8']);
  await expect(resolveHost('wazuh.internal', 'public', lookup)).rejects.toMatchObject({ code: 'connection.blocked' });
});

test('metadata services are refused however they are written', async () => {
  for (const host of ['169.254.169.254', '[::ffff:169.254.169.254]', '[fe80::1]']) {
    await expect(resolveHost(host, 'private')).rejects.toMatchObject({ code: 'connection.blocked' });
  }
});

test('one refused address spoils a name', async () => {
  const lookup = async (): Promise<string[]> => ['93.184.216.34', '169.254.169.254'];
  await expect(resolveHost('mixed.example', 'private', lookup)).rejects.toThrow(/169\.254\.169\.254/);
});

test('an unknown name says so with the remedy', async () => {
  const lookup = async (): Promise<string[]> => Promise.reject(new Error('ENOTFOUND'));
  await expect(resolveHost('wazhu.example', 'private', lookup)).rejects.toMatchObject({
    code: 'connection.unreachable',
    message: 'wazhu.example is not a known name: check the spelling, or the DNS of this server.',
  });
  await expect(resolveHost('empty.example', 'private', async () => [])).rejects.toMatchObject({
    code: 'connection.unreachable',
  });
});

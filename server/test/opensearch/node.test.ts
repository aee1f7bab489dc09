import { afterAll, expect, test } from 'vitest';
import { Agent, request } from 'undici';
import { startOpenSearch } from './node.ts';

const started = await startOpenSearch({ secure: true });
const node = 'unavailable' in started ? null : started;
if ('unavailable' in started) console.log(`skipped: ${started.unavailable}`);

afterAll(async () => {
  await node?.stop();
});

test.skipIf(node === null)(
  'a secure node knows its logins and refuses a wrong password',
  { timeout: 30_000 },
  async () => {
    const { url = '', ca = '', users } = node ?? {};
    const dispatcher = new Agent({ connect: { ca } });
    const ask = async (name: string, password: string, path: string): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
      const reply = await request(`${url}${path}`, { dispatcher, headers: { authorization } });
      await reply.body.dump();
      return reply.statusCode;
    };
    expect(users?.reader.username).toBe('reader');
    expect(await ask('admin', 'admin-password', '/')).toBe(200);
    expect(await ask('reader', 'reader-password', '/wazuh-states-vulnerabilities-here/_search')).toBe(404);
    expect(await ask('alerts', 'alerts-password', '/wazuh-states-vulnerabilities-here/_search')).toBe(403);
    expect(await ask('nobody', 'nobody-password', '/wazuh-alerts-here/_search')).toBe(403);
    expect(await ask('admin', 'wrong', '/')).toBe(401);
    await dispatcher.close();
  },
);

test.skipIf(node === null)('the authority of a secure node is unknown to the system', async () => {
  await expect(request(`${node?.url}/`)).rejects.toThrow(/certificate/);
});

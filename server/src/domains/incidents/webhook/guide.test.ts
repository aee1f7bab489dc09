import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTestApp } from '../../../../test/harness.ts';

// People copy what the guide shows: it is run here as it stands there.
const guide = readFileSync(new URL('../../../../../docs/connectors/webhook.md', import.meta.url), 'utf8');
/** The indented lines of a section. */
const shownIn = (heading: string) =>
  (guide.split('\n## ').find((section) => section.startsWith(heading)) ?? '').match(/(?<=^ {4}).*$/gm) ?? [];

function isThere(tool: string): boolean {
  try {
    execFileSync(tool, tool === 'curl' ? ['--version'] : ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!isThere('openssl') || !isThere('curl'))(
  'the document and the shell lines of the guide make an alert when only address and secret are filled in',
  async () => {
    const app = await startTestApp({ start: new Date().toISOString() });
    const folder = await mkdtemp(join(tmpdir(), 'wf-guide-'));
    const address = await app.listen();
    const hook = (await app.call(await app.given.user(), 'createWebhook', { body: { name: 'Guide', minLevel: 0 } }))
      .reply;
    const [event = ''] = shownIn('A message');
    await writeFile(join(folder, 'event.json'), event);
    const lines = shownIn('Sign and send')
      .join('\n')
      .replace('https://soc.example.org/api/v1/hooks/KEY', address + new URL(hook.url).pathname)
      .replace('whsec_SECRET', hook.secret);
    const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', lines], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({ accepted: 1 });
    const alerts = await app.system.read((tx) => tx.selectFrom('alerts').select(['title', 'asset_name']).execute());
    expect(alerts).toEqual([{ title: 'Login with an unknown user', asset_name: 'web-1' }]);
    await app.close();
    await rm(folder, { recursive: true });
  },
);

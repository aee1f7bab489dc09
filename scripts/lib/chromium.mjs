import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './spawn.mjs';

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const limitMs = 240_000;

/** Brings a Chromium for the browser tests where we may install one; without it those tests are skipped. */
export async function ensureChromium() {
  if (['chromium', 'chromium-browser', 'google-chrome'].some(onPath)) return;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    console.log('There is no Chromium here; the browser tests will be skipped.');
    return;
  }
  process.stdout.write('Installing Chromium for the browser tests … ');
  const end = Date.now() + limitMs;
  const apt = (...args) =>
    run('apt-get', ['-q', ...args], {
      quiet: true,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      timeoutMs: Math.max(1000, end - Date.now()),
    });
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium');
  let { code } = await install();
  if (code !== 0 && (await apt('update')).code === 0) ({ code } = await install());
  console.log(code === 0 ? 'done.' : 'failed; the browser tests will be skipped.');
}

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './spawn.mjs';

/** True when a program of that name can be run from one of the folders of a search path. */
export function isOnPath(name, path = process.env.PATH ?? '') {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const limitMs = 240_000;

const isThere = (path) => path !== undefined && path !== '' && existsSync(path);

/**
 * What to do about a browser: nothing (`ready`: one is named in WF_CHROMIUM or on the path), `install` it where we may, or
 * `skip` its tests.
 */
export function planChromium({ env, uid }) {
  const has = (name) => isOnPath(name, env.PATH ?? '');
  if (isThere(env.WF_CHROMIUM) || ['chromium', 'chromium-browser', 'google-chrome'].some(has)) return 'ready';
  return uid === 0 && has('apt-get') ? 'install' : 'skip';
}

/** Brings a Chromium for the browser tests where we may install one; without it those tests are skipped. */
export async function ensureChromium() {
  const plan = planChromium({ env: process.env, uid: process.getuid?.() });
  if (plan === 'ready') return;
  if (plan === 'skip') {
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

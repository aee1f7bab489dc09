import { existsSync, readFileSync } from 'node:fs';
import { at, bin } from './paths.mjs';
import { run } from './spawn.mjs';

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** True when `present` is exactly what `wanted` names, save what other platforms need. */
export function isComplete(wanted, present) {
  const missing = ([path, entry]) => {
    if (!path.includes('node_modules/')) return false;
    const found = present[path];
    return found ? found.version !== entry.version : !entry.optional && !entry.peer;
  };
  return !Object.entries(wanted).some(missing) && Object.keys(present).every((path) => path in wanted);
}

/** True when node_modules holds what the lock file names; npm writes its record only after a complete installation. */
export function isInstalled() {
  const record = at('node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(bin('node'))) return false;
  return isComplete(packagesOf(at('package-lock.json')), packagesOf(record));
}

/** Installs what the lock file names unless it is there already; ends the process with one sentence when that fails. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  const started = Date.now();
  process.stderr.write('Installing what Watchfloor needs (about a minute, once) … ');
  const { code, output } = await run('npm', ['ci', '--no-progress', '--loglevel=error'], { quiet: true });
  process.stderr.write(code === 0 ? `done in ${((Date.now() - started) / 1000).toFixed(0)} s.\n` : 'failed.\n');
  if (code === 0) return;
  console.error(output.trim());
  console.error(
    'The installation failed; see above. It needs the npm registry, or a filled npm cache, and 1.2 GB of disk.',
  );
  process.exit(1);
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { run } from './spawn.mjs';

const skipped = new Set(['node_modules', 'dist', 'test']);
const stampFile = at('.cache', 'web-build');

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* filesIn(path);
    } else if (!/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/**
 * One hash over the names and contents of what the built console is made from: files, and folders without their tests,
 * results and installed packages.
 */
export function hashOf(folders, files = []) {
  const hash = createHash('sha256');
  for (const file of [...folders.flatMap((folder) => [...filesIn(folder)]), ...files]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds the console when its sources changed since the last build; answers false when that failed. */
export async function ensureBuilt() {
  if (!existsSync(at('web', 'vite.config.ts'))) return true;
  const hash = hashOf([at('web'), at('contract')], [at('package-lock.json')]);
  const built = existsSync(at('web', 'dist', 'index.html')) && existsSync(stampFile);
  if (built && readFileSync(stampFile, 'utf8') === hash) return true;
  const started = Date.now();
  process.stderr.write('Building the console … ');
  const { code, output } = await run('npm', ['run', 'build', '-w', 'web'], { quiet: true });
  process.stderr.write(code === 0 ? `done in ${((Date.now() - started) / 1000).toFixed(1)} s.\n` : 'failed.\n');
  if (code !== 0) {
    console.error(output.trim());
    return false;
  }
  mkdirSync(at('.cache'), { recursive: true });
  writeFileSync(stampFile, hash);
  return true;
}

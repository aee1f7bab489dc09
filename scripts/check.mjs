// `npm run check [-- --fix]`: format, lint, types, architecture, dead code. Runs all of them, then says what failed.
import { ensureInstalled } from './lib/install.mjs';
import { bin } from './lib/paths.mjs';
import { run } from './lib/spawn.mjs';

await ensureInstalled();
const fix = process.argv.includes('--fix');
const steps = [
  ['format', 'biome', ['check', ...(fix ? ['--write'] : []), '.']],
  ['lint', 'oxlint', ['--type-aware', '--quiet', ...(fix ? ['--fix'] : [])]],
  ...['contract', 'server', 'web', '.'].map((project) => [`types ${project}`, 'tsc', ['--noEmit', '-p', project]]),
  ['architecture', 'vitest', ['run', '--project', 'server', 'test/architecture.test.ts', '--reporter=dot']],
  ['dead code', 'knip', ['--no-progress']],
];

const failed = [];
for (const [name, program, args] of steps) {
  const started = Date.now();
  const { code, output } = await run(bin(program), args, { quiet: true });
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code === 0) continue;
  failed.push(name);
  console.log(output.trim());
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

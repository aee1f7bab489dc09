// `npm test [-- [--postgres 15] vitest arguments]`: every suite, on request on the system's PostgreSQL of that version. The last
// line is `N passed, N failed, N skipped`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from './lib/arguments.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { bin } from './lib/paths.mjs';
import { run } from './lib/spawn.mjs';
import { isGreen, summarise, summaryLine } from './lib/summary.mjs';

await ensureInstalled();
const { args, env } = readArguments(process.argv.slice(2));
await ensureChromium();
const built = await ensureBuilt();

const folder = mkdtempSync(join(tmpdir(), 'watchfloor-report-'));
const report = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const { code } = await run(bin('vitest'), ['run', ...reporters, ...args], { env });

let counts = { passed: 0, failed: 1, skipped: 0 };
try {
  counts = summarise(JSON.parse(readFileSync(report, 'utf8')), code);
} catch (error) {
  console.error(`The tests ended without a report: ${error.message}`);
}
rmSync(folder, { recursive: true, force: true });
if (!built) counts.failed += 1;
process.exitCode = isGreen(counts) ? 0 : 1;
console.log(summaryLine(counts));

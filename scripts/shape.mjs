// `npm run shape`: sizes of files, tests against sources, rings of imports, each beside its goal.
import { ensureInstalled } from './lib/install.mjs';
import { at, bin } from './lib/paths.mjs';
import { become } from './lib/spawn.mjs';

await ensureInstalled();
become(bin('node'), [at('server', 'test', 'architecture', 'shape.ts'), ...process.argv.slice(2)]);

// `npm run bench -- [case …] [--scale ci|base|large] [--json FILE]`: measures beside the floors.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { at, bin } from './lib/paths.mjs';
import { become } from './lib/spawn.mjs';

await ensureInstalled();
if (!(await ensureBuilt())) process.exit(1);
become(bin('node'), ['--expose-gc', at('server', 'bench', 'main.ts'), ...process.argv.slice(2)]);

// `npm start`: plain JavaScript for Node >= 20 without dependencies. It brings what is missing, then goes on in Node 24.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { at, bin } from './lib/paths.mjs';
import { become } from './lib/spawn.mjs';

await ensureInstalled();
if (!(await ensureBuilt())) process.exit(1);
become(bin('node'), [at('server', 'src', 'main.ts'), ...process.argv.slice(2)]);

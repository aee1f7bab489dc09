// `npm run wf -- VERB`: the command line of Watchfloor.
import { ensureInstalled } from './lib/install.mjs';
import { at, bin } from './lib/paths.mjs';
import { become } from './lib/spawn.mjs';

await ensureInstalled();
become(bin('node'), [at('server', 'src', 'cli', 'main.ts'), ...process.argv.slice(2)]);

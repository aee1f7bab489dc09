// `npm run openapi`: writes docs/api/openapi.json from the contract.
import { ensureInstalled } from './lib/install.mjs';
import { at, bin } from './lib/paths.mjs';
import { become } from './lib/spawn.mjs';

await ensureInstalled();
become(bin('node'), [at('server', 'test', 'api', 'print.ts')]);

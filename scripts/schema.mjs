// `npm run schema`: writes what is derived from the migrations: server/schema.txt, table types, covered names.
import { ensureInstalled } from './lib/install.mjs';
import { at, bin } from './lib/paths.mjs';
import { become } from './lib/spawn.mjs';

await ensureInstalled();
become(bin('node'), [at('server', 'test', 'schema', 'refresh.ts')]);

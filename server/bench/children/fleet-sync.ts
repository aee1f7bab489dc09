import { startProgram } from '../../src/app/program.ts';
import { readConfig } from '../../src/config.ts';
import { createDatabase } from '../../src/db/database.ts';
import { systemContext } from '../../src/domains/access/index.ts';
import { syncFindings } from '../../src/domains/vulnerabilities/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { fleetListing } from '../data/snapshots.ts';

// The whole program with its worker, in which one sync of a fleet runs; the peak is read from outside.
const [dataDir = '', source = '', connection = '', agents = '0'] = process.argv.slice(2);
const config = readConfig(['--port', '0', '--data', dataDir, '--demo', 'off']);
const program = await startProgram(config);
process.stdout.write(`ready at ${program.address}\n`);
const db = createDatabase(config.databaseUrl ?? '');
const system = systemContext({ db, clock: systemClock, log: createLog('error') });
const started = performance.now();
let told = 0;
const outcome = await syncFindings(
  system,
  { id: Number(source), connectionId: Number(connection), customerId: null, instance: 'fleet' },
  fleetListing(Number(agents)),
  {
    onProgress: async (done) => {
      if (done - told < 1_000) return;
      told = done;
      process.stderr.write(`${done} agents after ${Math.round((performance.now() - started) / 1_000)} s\n`);
    },
  },
);
process.send?.({ seconds: (performance.now() - started) / 1_000, fresh: outcome.new });
process.on('SIGTERM', () => process.exit(0));

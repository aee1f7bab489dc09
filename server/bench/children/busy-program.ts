import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { startProgram } from '../../src/app/program.ts';
import { readConfig } from '../../src/config.ts';
import { createDatabase } from '../../src/db/database.ts';
import { systemContext } from '../../src/domains/access/index.ts';
import { ingestBatch } from '../../src/domains/incidents/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { alertDocuments } from '../data/documents.ts';

// The whole program in which alerts are taken in at a rate while others look at the queue; it tells how late its loop was.
const [dataDir = '', source = '', run = '', seconds = '20', perSecond = '2500'] = process.argv.slice(2);
const batch = 250;
const config = readConfig(['--port', '0', '--data', dataDir, '--demo', 'off']);
const program = await startProgram(config);
const db = createDatabase(config.databaseUrl ?? '');
const system = systemContext({ db, clock: systemClock, log: createLog('error') });
const into = { id: Number(source), customerId: null, product: 'wazuh', minLevel: 0, instance: 'bench' };
process.stdout.write(`ready at ${program.address}\n`);
await new Promise((resolve) => process.once('message', resolve));
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
const started = performance.now();
const ends = started + Number(seconds) * 1_000;
let taken = 0;
while (performance.now() < ends) {
  const due = started + (taken / Number(perSecond)) * 1_000;
  if (due > performance.now()) await wait(due - performance.now());
  await ingestBatch(system, into, alertDocuments(run, taken, batch));
  taken += batch;
}
loop.disable();
// The histogram counts from one tick to the next, so the resolution itself is not delay.
process.send?.({
  p99Ms: Math.max(0, loop.percentile(99) / 1e6 - 5),
  maxMs: Math.max(0, loop.max / 1e6 - 5),
  perSecond: taken / ((performance.now() - started) / 1_000),
});
process.on('SIGTERM', () => process.exit(0));

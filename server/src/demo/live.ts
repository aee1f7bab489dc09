import type { Context } from '../domains/access/index.ts';
import { type Pause, systemPause } from '../lib/clock.ts';
import { Failure } from '../lib/failure.ts';
import { buildDemoWorld, liveEvents, randomFrom } from './generator/index.ts';
import { type DemoPipelines, demoSeed } from './load.ts';
import * as store from './store.ts';

/** An end of the wait is no failure: the loop looks at the signal itself. */
const sleep: Pause = (ms, signal) => systemPause(ms, signal).catch(() => undefined);

/** Keeps believable events coming until the signal. @throws {Failure} `customer.not_found` when the demo is not loaded. */
export async function playLive(
  system: Context,
  pipelines: DemoPipelines,
  signal: AbortSignal,
  tell: (line: string) => void,
  pause: Pause = sleep,
): Promise<{ events: number }> {
  const source = await system.read(store.findDemoSource);
  if (!source?.isWhole) throw new Failure('customer.not_found', 'The demo is not loaded. Load it with: wf demo load');
  const now = system.clock.now();
  const world = buildDemoWorld({ seed: demoSeed, now });
  let events = 0;
  for (const { delayMs, event } of liveEvents(world, now, randomFrom(now.getTime() % 2_147_483_647))) {
    await pause(delayMs, signal);
    if (signal.aborted) break;
    await pipelines.ingest(system, source, [event]);
    await system.write((tx) => store.noteDemoRead(tx, system.clock.now()));
    events++;
    tell(
      `${event.time.toISOString()} ${event.customerCode} ${String((event.body.rule as { description?: string } | undefined)?.description ?? event.id)}`,
    );
  }
  return { events };
}

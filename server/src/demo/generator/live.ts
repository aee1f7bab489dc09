import { documentOf } from './bodies/document.ts';
import { between, pick, type Random } from './random.ts';
import { bandOf } from './severity.ts';
import type { DemoEvent, DemoWorld, Stream } from './types.ts';

type LiveEvent = {
  /** Wait this long after the event before. */
  delayMs: number;
  event: DemoEvent;
};

function nextStream(world: DemoWorld, random: Random): Stream {
  const isLoud = random() < 0.12;
  for (let tries = 0; tries < 40; tries += 1) {
    const stream = pick(random, world.streams);
    const band = bandOf(stream.rule.level);
    if (band === 'critical') continue;
    if (isLoud === (band === 'high')) return stream;
  }
  return pick(random, world.streams);
}

/**
 * Endless believable next events after `from`: one every few seconds, now and then a burst of the same.
 * The event's own time is that of the event before plus `delayMs`; ids never meet those of the loaded history.
 */
export function* liveEvents(world: DemoWorld, from: Date, random: Random): Generator<LiveEvent, never, undefined> {
  let at = from.getTime();
  for (;;) {
    const stream = nextStream(world, random);
    const isBurst = stream.rule.events[1] > 3 && random() < 0.3;
    const events = isBurst ? between(random, 3, 8) : 1;
    for (let fired = 1; fired <= events; fired += 1) {
      const delayMs =
        fired === 1
          ? Math.round(Math.min(45_000, 600 - 8000 * Math.log(1 - random() * 0.999)))
          : between(random, 300, 2500);
      at += delayMs;
      yield { delayMs, event: documentOf(world.seed, stream, at, fired, at) };
    }
  }
}

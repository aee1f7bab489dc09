import { alertEvents } from './events.ts';
import type { DemoEvent, DemoWorld } from './types.ts';
import { buildDemoWorld } from './world.ts';

/** The moment at which the demo of the tests starts: a Tuesday at noon. */
export const noon = new Date('2026-11-24T12:04:18.000Z');

/** Moments at which calendars go wrong: just after midnight, at the turn of the year, on a leap day. */
export const awkwardMoments: readonly Date[] = [
  new Date('2026-11-24T00:00:40.000Z'),
  new Date('2027-01-01T02:59:59.999Z'),
  new Date('2028-02-29T23:59:59.999Z'),
  new Date('2026-03-29T03:00:01.000Z'),
];

let world: DemoWorld | undefined;
let events: readonly DemoEvent[] | undefined;

/** One world for all tests of a file; nothing may change it. */
export function sharedWorld(): DemoWorld {
  world ??= buildDemoWorld({ seed: 1, now: noon });
  return world;
}

/** All documents of the shared world. */
export function sharedEvents(): readonly DemoEvent[] {
  events ??= [...alertEvents(sharedWorld())];
  return events;
}

/** The part of a document behind a dotted path, `undefined` where the path ends early. */
export function at(body: unknown, path: string): unknown {
  let value = body;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

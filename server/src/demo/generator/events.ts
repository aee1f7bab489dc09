import { documentOf } from './bodies/document.ts';
import { randomFrom, seedFrom } from './random.ts';
import type { DemoEvent, DemoWorld, Group } from './types.ts';

type Moment = { at: number; group: Group; fired: number };

function momentsOf(seed: number, group: Group): Moment[] {
  const times = [group.firstAt];
  if (group.events > 1) {
    const random = randomFrom(seedFrom(seed, 'moments', group.serial));
    const span = group.lastAt - group.firstAt;
    for (let at = 2; at < group.events; at += 1) times.push(group.firstAt + Math.floor(random() * (span + 1)));
    times.push(group.lastAt);
    times.sort((a, b) => a - b);
  }
  return times.map((at, index) => ({ at, group, fired: index + 1 }));
}

/** Every document of the demo's 90 days in time order; each is built only when it is asked for. */
export function* alertEvents(world: DemoWorld): Generator<DemoEvent, void, undefined> {
  const moments = world.groups.flatMap((group) => momentsOf(world.seed, group));
  moments.sort((a, b) => a.at - b.at || a.group.serial - b.group.serial);
  for (const { at, group, fired } of moments) yield documentOf(world.seed, group.stream, at, fired, group.serial);
}

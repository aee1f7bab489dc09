import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { alertEvents, alertOutcomes, buildDemoWorld, findingSnapshots } from './index.ts';
import { noon, sharedEvents, sharedWorld } from './world.fixture.ts';

/** One mark over many things, quicker than to compare them field by field. */
function markOf(things: Iterable<unknown>): string {
  const hash = createHash('sha256');
  for (const thing of things) hash.update(JSON.stringify(thing));
  return hash.digest('hex');
}

test('the same seed and moment give the same world, document by document', () => {
  const again = buildDemoWorld({ seed: 1, now: noon });
  expect(markOf(alertOutcomes(again))).toBe(markOf(alertOutcomes(sharedWorld())));
  const events = [...alertEvents(again)];
  expect(events.map(({ id }) => id)).toEqual(sharedEvents().map(({ id }) => id));
  const some = (all: readonly unknown[]) => all.filter((_, place) => place % 20 === 0);
  expect(markOf(some(events))).toBe(markOf(some(sharedEvents())));
});

test('another seed tells another world with the same people in it', () => {
  const other = buildDemoWorld({ seed: 2, now: noon });
  expect(other.groups).not.toEqual(sharedWorld().groups);
  expect(other.customers).toEqual(sharedWorld().customers);
  expect(other.hosts).toEqual(sharedWorld().hosts);
});

test('asking for one part does not change another', () => {
  const alertsFirst = buildDemoWorld({ seed: 5, now: noon });
  const outcomes = alertOutcomes(alertsFirst);
  const snapshots = [...findingSnapshots(alertsFirst)];
  const findingsFirst = buildDemoWorld({ seed: 5, now: noon });
  expect(markOf(findingSnapshots(findingsFirst))).toBe(markOf(snapshots));
  expect(alertOutcomes(findingsFirst)).toEqual(outcomes);
});

test('everything is generated in less than 1.5 s of processor time', () => {
  const before = process.cpuUsage();
  const world = buildDemoWorld({ seed: 11, now: noon });
  let documents = 0;
  for (const event of alertEvents(world)) documents += event.id.length > 0 ? 1 : 0;
  const outcomes = alertOutcomes(world).length;
  let findings = 0;
  for (const { agents } of findingSnapshots(world)) for (const agent of agents) findings += agent.findings.length;
  const used = process.cpuUsage(before);
  expect(Math.min(documents, outcomes, findings)).toBeGreaterThan(10_000);
  expect((used.user + used.system) / 1000).toBeLessThan(1500);
});

import { expect, test } from 'vitest';
import type { AgentSnapshot, FindingsSummary } from '../../src/connectors/capabilities.ts';
import { changedSnapshots, findingsEach, fleetListing, listingOf, snapshotOf } from './snapshots.ts';

type Part = AgentSnapshot | FindingsSummary;

async function all(listing: AsyncIterable<Part>): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of listing) parts.push(part);
  return parts;
}

const names = { cves: 30_000, packages: 7_500 };
const some = (agents: number) => Array.from({ length: agents }, (_, place) => snapshotOf(place + 1, names));

test('the same agent has the same findings every time', () => {
  expect(snapshotOf(7, names)).toEqual(snapshotOf(7, names));
});

test('no agent has a CVE twice: each finding is a row of its own', () => {
  for (const { findings } of some(20)) expect(new Set(findings.map((one) => one.cveId)).size).toBe(findingsEach);
});

test('one per cent of the findings changes, all of them in a tenth of the agents', () => {
  const before = some(100);
  const after = changedSnapshots(before, 3, '9.9');
  const moved = after.filter((snapshot, place) => snapshot !== before[place]);
  const changed = after.flatMap((snapshot, place) =>
    snapshot.findings.filter((one, row) => one !== before[place]?.findings[row]),
  );
  expect(moved).toHaveLength(10);
  expect(changed).toHaveLength((100 * findingsEach) / 100);
  expect(new Set(changed.map((one) => one.version))).toEqual(new Set(['9.9']));
});

test('the summary tells of every document that came before it', async () => {
  const parts = await all(listingOf(some(3)));
  expect(parts.at(-1)).toMatchObject({ kind: 'summary', documents: 3 * findingsEach, agents: 3, isComplete: true });
});

test('a fleet names each agent once', async () => {
  const parts = await all(fleetListing(5));
  const ids = parts.flatMap((part) => (part.kind === 'agent' ? part.agent.id : []));
  expect(ids).toEqual(['1', '2', '3', '4', '5']);
});

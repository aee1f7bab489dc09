import { expect, test } from 'vitest';
import type { AgentSnapshot, FindingsSummary } from '../connectors/capabilities.ts';
import { toFinding } from '../connectors/wazuh-indexer/map.ts';
import { type DemoSnapshot, findingSnapshots } from './generator/index.ts';
import { sharedWorld } from './generator/world.fixture.ts';
import { listingOf } from './listing.ts';

const snapshots = [...findingSnapshots(sharedWorld())].slice(-3);

async function listed(snapshot: DemoSnapshot) {
  const parts: (AgentSnapshot | FindingsSummary)[] = [];
  for await (const part of listingOf(snapshot)) parts.push(part);
  return { agents: parts.filter((part) => part.kind === 'agent'), last: parts.at(-1) };
}

/** The same finding as a document of the scanner's index. */
const documentOf = (one: DemoSnapshot['agents'][number]['findings'][number]) => ({
  package: {
    ...{ name: one.packageName, version: one.version, type: one.format },
    ...{ architecture: one.architecture, path: one.path },
  },
  vulnerability: {
    ...{ id: one.cveId, category: one.category, description: one.description, reference: one.references },
    ...{ severity: one.severity ?? '-', published_at: one.publishedAt, detected_at: one.detectedAt },
    score: one.score === null ? {} : { base: one.score, version: '3.1' },
    scanner: { condition: one.condition, source: one.source },
  },
});

test.each(snapshots.map((snapshot) => ({ code: snapshot.customerCode, snapshot })))(
  'findings of $code read as the connector would read them from the index',
  async ({ snapshot }) => {
    const { agents } = await listed(snapshot);
    for (const [place, agent] of agents.entries())
      expect(agent.findings, `agent ${agent.agent.id}`).toEqual(
        snapshot.agents[place]?.findings.map((one) => toFinding(documentOf(one))),
      );
  },
);

test('each agent comes once, complete and under its own cluster, and the summary counts what came', async () => {
  for (const snapshot of snapshots) {
    const { agents, last } = await listed(snapshot);
    expect(agents.map(({ agent }) => agent.id)).toEqual(snapshot.agents.map(({ agent }) => agent.id));
    expect(new Set(agents.map(({ instance, isComplete }) => `${instance} ${isComplete}`))).toEqual(
      new Set([`wazuh-${snapshot.customerCode} true`]),
    );
    const documents = agents.reduce((sum, { findings }) => sum + findings.length, 0);
    expect(last).toEqual({ kind: 'summary', documents, agents: agents.length, unusable: 0, isComplete: true });
  }
});

test('fixed and unfixed are told apart: a fix has a version, what has none says so', async () => {
  const findings = (await Promise.all(snapshots.map(listed))).flatMap(({ agents }) =>
    agents.flatMap((a) => a.findings),
  );
  const unfixed = findings.filter(({ fixedVersion }) => fixedVersion === null);
  expect(unfixed.length).toBeGreaterThan(20);
  expect(unfixed.length).toBeLessThan(findings.length / 5);
  expect(new Set(unfixed.map(({ condition }) => condition))).toEqual(new Set(['Package default status']));
});

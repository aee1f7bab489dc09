import type { AgentSnapshot, FindingsSummary, RawFinding } from '../../src/connectors/capabilities.ts';

/** Agents of the re-sync, each with as many findings: 300,000 together. */
export const resyncAgents = 1_000;
export const findingsEach = 300;

const severities = ['low', 'medium', 'high', 'critical', null] as const;

/** One finding in the form of a parsed document; `cves` and `packages` name how many different ones there are. */
export function rawFinding(agent: number, place: number, names: { cves: number; packages: number }): RawFinding {
  const n = 1 + ((agent * 13 + place * Math.max(1, Math.floor(names.cves / findingsEach))) % names.cves);
  return {
    cveId: `CVE-${2015 + (n % 11)}-${10_000 + n}`,
    category: 'package',
    format: 'deb',
    packageName: `package-${1 + (n % names.packages)}`,
    architecture: 'amd64',
    path: null,
    version: `${n % 9}.${place % 100}`,
    condition: `Package less than ${1 + (n % 9)}.${n % 100}`,
    fixedVersion: `${1 + (n % 9)}.${n % 100}`,
    severity: severities[n % severities.length] ?? null,
    score: (n % 101) / 10,
    scoreVersion: '3.1',
    description: `Weakness ${n} lets somebody on the network do what they should not. It was found in package ${1 + (n % names.packages)} and is closed by an update; until then the service should not be reachable from outside.`,
    publishedAt: null,
    detectedAt: null,
    references: [`https://cve.invalid/${n}`],
    source: 'bench',
  };
}

/** The snapshot of one agent of the re-sync, as it stands before anything changed. */
export const snapshotOf = (agent: number, names: { cves: number; packages: number }): AgentSnapshot => ({
  kind: 'agent',
  instance: 'resync',
  agent: { id: String(agent), name: `resync-${agent}`, version: null },
  system: null,
  findings: Array.from({ length: findingsEach }, (_, place) => rawFinding(agent, place, names)),
  isComplete: true,
});

/** The next snapshots: one per cent of all findings has another version, all of them in a tenth of the agents. */
export function changedSnapshots(before: readonly AgentSnapshot[], round: number, version: string): AgentSnapshot[] {
  return before.map((snapshot, agent) => {
    if (agent % 10 !== round % 10) return snapshot;
    const findings = snapshot.findings.map((one, place) => (place % 10 === round % 10 ? { ...one, version } : one));
    return { ...snapshot, findings };
  });
}

/** What a connector would give: every agent, then the summary. */
export async function* listingOf(snapshots: readonly AgentSnapshot[]): AsyncGenerator<AgentSnapshot | FindingsSummary> {
  let documents = 0;
  for (const snapshot of snapshots) {
    documents += snapshot.findings.length;
    yield snapshot;
  }
  yield { kind: 'summary', documents, agents: snapshots.length, unusable: 0, isComplete: true };
}

/** A fleet that is never in memory as a whole: agents are made as they are asked for. */
export async function* fleetListing(agents: number): AsyncGenerator<AgentSnapshot | FindingsSummary> {
  const names = { cves: 40_000, packages: 10_000 };
  for (let agent = 1; agent <= agents; agent++) yield { ...snapshotOf(agent, names), instance: 'fleet' };
  yield { kind: 'summary', documents: agents * findingsEach, agents, unusable: 0, isComplete: true };
}

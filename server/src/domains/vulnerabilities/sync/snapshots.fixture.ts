import type { AgentSnapshot, FindingsSummary, RawFinding } from '../../../connectors/capabilities.ts';

/** A finding as a scanner states it; what a test cares about is given. */
export const finding = (more: Partial<RawFinding> = {}): RawFinding => ({
  cveId: 'CVE-2031-10442',
  category: 'package',
  format: 'deb',
  packageName: 'boxpress',
  architecture: 'amd64',
  path: null,
  version: '2.4.1-3',
  condition: 'Package less than 2.4.1-4',
  fixedVersion: '2.4.1-4',
  severity: 'high',
  score: 8.1,
  scoreVersion: '3.1',
  description: 'An overflow when a crafted box is opened.',
  publishedAt: new Date('2031-02-28T11:00:00.000Z'),
  detectedAt: null,
  references: ['https://example.test/advisory/1'],
  source: 'Debian Security Tracker',
  ...more,
});

/** So many findings that differ by CVE, from `first` on. */
export const findings = (count: number, first = 1, more: Partial<RawFinding> = {}): RawFinding[] =>
  Array.from({ length: count }, (_, at) => finding({ cveId: `CVE-2031-${first + at}`, ...more }));

export const snapshot = (id: string, own: readonly RawFinding[], more: Partial<AgentSnapshot> = {}): AgentSnapshot => ({
  kind: 'agent',
  instance: 'north',
  agent: { id, name: `host-${id}`, version: 'v4.14.1' },
  system: null,
  findings: own,
  isComplete: true,
  ...more,
});

/** What an index would give: these agents, then the summary. */
export async function* listing(
  agents: readonly AgentSnapshot[],
  isComplete = true,
): AsyncGenerator<AgentSnapshot | FindingsSummary> {
  yield* agents;
  const documents = agents.reduce((sum, agent) => sum + agent.findings.length, 0);
  yield { kind: 'summary', documents, agents: agents.length, unusable: 0, isComplete };
}

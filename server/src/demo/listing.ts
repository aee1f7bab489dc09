import type { AgentSnapshot, FindingsSummary, RawFinding } from '../connectors/capabilities.ts';
import type { DemoSnapshot, StatedFinding } from './generator/index.ts';

const fixedIn = (condition: string) => /^Package less than (\S.*)$/.exec(condition)?.[1] ?? null;

const textOrNull = (text: string) => (text === '' ? null : text);

const raw = (one: StatedFinding): RawFinding => ({
  ...one,
  category: one.category === 'OS' ? 'os' : 'package',
  architecture: textOrNull(one.architecture),
  path: textOrNull(one.path),
  fixedVersion: fixedIn(one.condition),
  scoreVersion: one.score === null ? null : '3.1',
  publishedAt: new Date(one.publishedAt),
  detectedAt: new Date(one.detectedAt),
  references: one.references.split(', ').filter((url) => url !== ''),
});

/** A generated snapshot in the form in which a connector lists one. */
export async function* listingOf(snapshot: DemoSnapshot): AsyncIterable<AgentSnapshot | FindingsSummary> {
  let documents = 0;
  for (const { agent, os, findings } of snapshot.agents) {
    documents += findings.length;
    yield {
      kind: 'agent',
      instance: snapshot.cluster,
      agent: { ...agent, version: null },
      system: { name: os.name, version: os.version, platform: os.platform, kernel: os.kernel },
      findings: findings.map(raw),
      isComplete: true,
    };
  }
  yield { kind: 'summary', documents, agents: snapshot.agents.length, unusable: 0, isComplete: true };
}

import { expect, test } from 'vitest';
import { type DemoSnapshot, exploits, findingSnapshots, type StatedFinding } from './findings.ts';
import { hosts } from './hosts.ts';
import { snapshotAgesDays } from './patching.ts';
import { noon, sharedWorld } from './world.fixture.ts';
import { buildDemoWorld } from './world.ts';

const snapshots = [...findingSnapshots(sharedWorld())];
const identity = (one: StatedFinding): string =>
  [one.cveId, one.format, one.packageName, one.architecture, one.path].join('|');
const openNow = (all: readonly DemoSnapshot[]): StatedFinding[] =>
  all.slice(-3).flatMap(({ agents }) => agents.flatMap(({ findings }) => findings));
const open = openNow(snapshots);

/** For each agent the identities of its findings at each snapshot. */
function byAgent(): Map<string, Set<string>[]> {
  const found = new Map<string, Set<string>[]>();
  for (const { cluster, agents } of snapshots) {
    for (const { agent, findings } of agents) {
      const key = `${cluster} ${agent.id}`;
      found.set(key, [...(found.get(key) ?? []), new Set(findings.map(identity))]);
    }
  }
  return found;
}

test('every snapshot is complete: each cluster with all of its agents, oldest first, none in the future', () => {
  expect(snapshots).toHaveLength(snapshotAgesDays.length * 3);
  let before = 0;
  for (const { at, customerCode, agents } of snapshots) {
    const expected = hosts.filter((host) => host.customerCode === customerCode);
    expect(agents.map(({ agent }) => agent)).toEqual(expected.map(({ agentId, name }) => ({ id: agentId, name })));
    expect(at.getTime()).toBeGreaterThanOrEqual(before);
    expect(at.getTime()).toBeLessThan(noon.getTime());
    before = at.getTime();
  }
});

test.for([1, 2, 77])('about 2,900 findings over about 410 CVEs are open, whatever the seed: %i', (seed) => {
  const now = openNow([...findingSnapshots(buildDemoWorld({ seed, now: noon }))]);
  expect(now.length).toBeGreaterThan(2750);
  expect(now.length).toBeLessThan(3050);
  const cves = new Set(now.map(({ cveId }) => cveId)).size;
  expect(cves).toBeGreaterThan(395);
  expect(cves).toBeLessThan(425);
});

test('all eleven CVEs that attackers use are open somewhere', () => {
  const ids = new Set(open.map(({ cveId }) => cveId));
  const used = [...exploits()].filter(([, use]) => use === 'available').map(([id]) => id);
  expect(used).toHaveLength(11);
  expect(used.filter((id) => !ids.has(id))).toEqual([]);
  expect([...exploits().values()].filter((use) => use === 'exploitable').length).toBeGreaterThan(10);
});

test('no finding occurs twice on a host', () => {
  for (const { agents } of snapshots) {
    for (const { agent, findings } of agents)
      expect(new Set(findings.map(identity)).size, agent.name).toBe(findings.length);
  }
});

test('severity follows the score, and both are unknown together', () => {
  for (const { severity, score, cveId } of open) {
    if (score === null) expect(severity, cveId).toBeNull();
    else expect(severity, cveId).toBe(score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low');
  }
  expect(open.filter(({ severity }) => severity === null).length).toBeGreaterThan(50);
});

test('a finding names the version that is too old and the one that is not', () => {
  for (const { condition, version, packageName } of open) {
    if (condition === 'Package default status') continue;
    expect(condition, packageName).toMatch(/^Package less than \S+$/);
    expect(condition).not.toBe(`Package less than ${version}`);
  }
  expect(open.some(({ condition }) => condition === 'Package default status')).toBe(true);
});

test('findings of the operating system carry its build, which the host reports too', () => {
  for (const { agents } of snapshots) {
    for (const { os, findings } of agents) {
      const own = new Set(
        findings.filter((one) => one.category === 'OS').map((one) => `${one.packageName} ${one.version}`),
      );
      if (own.size > 0) expect([...own]).toEqual([`${os.name} ${os.version}`]);
      if (own.size > 0) expect(os.full).toBe(`${os.name} ${os.version}`);
    }
  }
});

test('what only server editions have is found on no workstation', () => {
  const licensing = open.filter(({ description }) => description.includes('message queuing'));
  expect(licensing.length).toBeGreaterThan(0);
  for (const { packageName } of licensing) expect(packageName).toContain('Server');
});

test('over the 90 days findings appear, are patched, and some come back', () => {
  let appeared = 0;
  let gone = 0;
  let back = 0;
  for (const history of byAgent().values()) {
    const seen = new Set(history[0]);
    for (const [at, current] of history.entries()) {
      const before = history[at - 1];
      if (before === undefined) continue;
      for (const one of before) if (!current.has(one)) gone += 1;
      for (const one of current) {
        if (before.has(one)) continue;
        if (seen.has(one)) back += 1;
        else appeared += 1;
        seen.add(one);
      }
    }
  }
  expect(appeared).toBeGreaterThan(1500);
  expect(gone).toBeGreaterThan(1500);
  expect(back).toBeGreaterThan(30);
  expect(back).toBeLessThan(400);
});

test('between the two newest snapshots nothing disappears, so no decision hangs on a third', () => {
  for (const [agent, history] of byAgent()) {
    const [before, current] = history.slice(-2);
    for (const one of before ?? []) expect(current?.has(one), `${agent} ${one}`).toBe(true);
  }
});

test('a finding is detected before its snapshot and keeps that moment until it goes', () => {
  const before = new Map<string, Map<string, string>>();
  const odd: string[] = [];
  for (const { at, cluster, agents } of snapshots) {
    for (const { agent, findings } of agents) {
      const key = `${cluster} ${agent.id}`;
      const current = new Map(findings.map((one) => [identity(one), one.detectedAt]));
      for (const [one, detectedAt] of current) {
        const known = before.get(key)?.get(one) ?? detectedAt;
        if (known !== detectedAt || new Date(detectedAt) >= at) odd.push(`${key} ${one}`);
      }
      before.set(key, current);
    }
  }
  expect(odd).toEqual([]);
});

test('references lead to public advisories about the same CVE', () => {
  for (const { references, cveId } of open) {
    expect(references).toMatch(/^https:\/\//);
    expect(references.endsWith(cveId), references).toBe(true);
  }
});

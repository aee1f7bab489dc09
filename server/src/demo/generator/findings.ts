import { dayMs, minuteMs } from './calendar.ts';
import { type CustomerCode, customers } from './customers.ts';
import type { DemoCve } from './cves/cve.ts';
import { proofPublished, usedByAttackers } from './cves/exploits.ts';
import { type DemoHost, familyOf, hosts } from './hosts.ts';
import { osFacts } from './os.ts';
import { drawInstallations, type Installation, snapshotAgesDays } from './patching.ts';
import type { Product } from './software/product.ts';
import type { DemoWorld } from './types.ts';

/** One vulnerability of one package as a scanner states it; `null` severity and score mean that nobody rated it. */
export type StatedFinding = {
  cveId: string;
  format: Product['format'];
  packageName: string;
  architecture: string;
  path: string;
  version: string;
  category: Product['category'];
  condition: string;
  severity: 'critical' | 'high' | 'medium' | 'low' | 'none' | null;
  score: number | null;
  description: string;
  publishedAt: string;
  references: string;
  /** When the scanner built the entry; moves when a finding comes back. */
  detectedAt: string;
  source: string;
};

export type AgentScan = {
  agent: { id: string; name: string };
  os: { full: string; name: string; platform: string; version: string; kernel: string };
  findings: StatedFinding[];
};

/** Everything that one cluster's scanner stated at one moment, complete. */
export type DemoSnapshot = { at: Date; customerCode: CustomerCode; cluster: string; agents: AgentScan[] };

/** What is known about the use of a CVE: `available` when attackers use it, `exploitable` when a proof is public. */
export function exploits(): Map<string, 'available' | 'exploitable'> {
  return new Map([
    ...proofPublished.map((id) => [id, 'exploitable'] as const),
    ...usedByAttackers.map((id) => [id, 'available'] as const),
  ]);
}

function severityOf(score: number | null): StatedFinding['severity'] {
  if (score === null) return null;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

function finding(
  product: Product,
  version: string,
  fixedIn: string | null,
  cve: DemoCve,
  detectedAt: string,
): StatedFinding {
  return {
    cveId: cve.id,
    format: product.format,
    packageName: product.packageName,
    architecture: product.architecture,
    path: product.path,
    version,
    category: product.category,
    condition: fixedIn === null ? 'Package default status' : `Package less than ${fixedIn}`,
    severity: severityOf(cve.score),
    score: cve.score,
    description: cve.description,
    publishedAt: cve.publishedAt,
    references: `${product.advisory}${cve.id}`,
    detectedAt,
    source: product.source,
  };
}

const isServer = (host: DemoHost): boolean => host.os === 'ws2022' || host.os === 'ws2019';

/** The first of the unbroken run of snapshots up to `instant` at which the host missed the release. */
function missingSince(installation: Installation, release: number, instant: number): number {
  const { product, releaseAt } = installation;
  const earliest = release === product.releases.length - 1 ? product.knownFrom : 0;
  let since = instant;
  while (since > earliest && (releaseAt[since - 1] ?? release) < release) since -= 1;
  return since;
}

function findingsOf(installation: Installation, instant: number, detected: readonly string[]): StatedFinding[] {
  const { product, host, releaseAt } = installation;
  const current = releaseAt[instant] ?? 0;
  const version = product.releases[current]?.version ?? '';
  const applies = (cve: DemoCve): boolean => !cve.isServerOnly || isServer(host);
  const found = product.unfixed.map((cve) => finding(product, version, null, cve, detected[0] ?? ''));
  for (let release = current + 1; release < product.releases.length; release += 1) {
    const missing = product.releases[release];
    if (missing === undefined || (release === product.releases.length - 1 && instant < product.knownFrom)) continue;
    const detectedAt = detected[missingSince(installation, release, instant)] ?? '';
    for (const cve of missing.fixes)
      if (applies(cve)) found.push(finding(product, version, missing.version, cve, detectedAt));
  }
  return found;
}

function osOf(host: DemoHost, installed: readonly Installation[], instant: number): AgentScan['os'] {
  const facts = osFacts[host.os];
  const running = (test: (product: Product) => boolean): string => {
    const one = installed.find(({ product }) => test(product));
    return one?.product.releases[one.releaseAt[instant] ?? 0]?.version ?? facts.version;
  };
  if (familyOf(host) === 'linux') {
    const kernel = running(({ packageName }) => packageName.startsWith('linux-image') || packageName === 'kernel');
    return { full: facts.full, name: facts.name, platform: facts.platform, version: facts.version, kernel };
  }
  const build = running(({ category }) => category === 'OS');
  return { full: `${facts.full} ${build}`, name: facts.name, platform: facts.platform, version: build, kernel: build };
}

/**
 * What the scanners of the three clusters stated over 90 days, oldest first: findings appear when the feed learns of
 * them, vanish with an upgrade and come back with a rollback. Each snapshot is complete for its cluster.
 */
export function* findingSnapshots(world: DemoWorld): Generator<DemoSnapshot, void, undefined> {
  const installations = drawInstallations(world.seed);
  const installedOn = Map.groupBy(installations, ({ host }) => host);
  const times = snapshotAgesDays.map((age) => Math.floor(world.now.getTime() - age * dayMs));
  const detected = times.map((time) => new Date(time - 4 * minuteMs).toISOString());
  for (const [instant, time] of times.entries()) {
    for (const customer of customers) {
      const agents = hosts
        .filter((host) => host.customerCode === customer.code)
        .map((host): AgentScan => {
          const installed = installedOn.get(host) ?? [];
          return {
            agent: { id: host.agentId, name: host.name },
            os: osOf(host, installed, instant),
            findings: installed.flatMap((one) => findingsOf(one, instant, detected)),
          };
        });
      yield { at: new Date(time), customerCode: customer.code, cluster: customer.cluster, agents };
    }
  }
}

import type { DemoCve } from '../cves/cve.ts';
import type { HostRole } from '../hosts.ts';
import type { OsKey } from '../os.ts';

export type Release = {
  version: string;
  /** What this release and the later ones no longer have. */
  fixes: readonly DemoCve[];
};

type PackageFormat = 'windows' | 'win' | 'deb' | 'rpm' | 'pkg' | 'jar' | 'fortios';

/** A piece of software with the releases that hosts may run, oldest first. */
export type Product = {
  key: string;
  packageName: string;
  format: PackageFormat;
  category: 'OS' | 'Packages';
  architecture: string;
  path: string;
  source: string;
  /** Start of a public address about one CVE; the id follows. */
  advisory: string;
  on: { os: readonly OsKey[]; roles?: readonly HostRole[]; names?: readonly string[] };
  releases: readonly Release[];
  /** Problems for which no fix exists. */
  unfixed: readonly DemoCve[];
  /**
   * How far hosts are behind today: `behind[0]` of them miss at least the newest release, `behind[1]` at least two,
   * and so on; 0 to 1 each.
   */
  behind: readonly number[];
  /** The instant (index into the snapshots) from which the scanner's feed knows the newest release's fixes. */
  knownFrom: number;
};

type Maker = Pick<Product, 'key' | 'packageName' | 'on' | 'behind'> & {
  releases: readonly (readonly [version: string, fixes?: readonly DemoCve[]])[];
  unfixed?: readonly DemoCve[];
  knownFrom?: number;
  path?: string;
};

const feeds: Readonly<Record<PackageFormat, Pick<Product, 'source' | 'advisory' | 'architecture' | 'category'>>> = {
  windows: {
    source: 'National Vulnerability Database',
    advisory: 'https://msrc.microsoft.com/update-guide/vulnerability/',
    architecture: 'x86_64',
    category: 'OS',
  },
  win: {
    source: 'National Vulnerability Database',
    advisory: 'https://nvd.nist.gov/vuln/detail/',
    architecture: 'x86_64',
    category: 'Packages',
  },
  deb: {
    source: 'Debian Security Tracker',
    advisory: 'https://security-tracker.debian.org/tracker/',
    architecture: 'amd64',
    category: 'Packages',
  },
  rpm: {
    source: 'Red Hat CVE Database',
    advisory: 'https://access.redhat.com/security/cve/',
    architecture: 'x86_64',
    category: 'Packages',
  },
  pkg: {
    source: 'National Vulnerability Database',
    advisory: 'https://nvd.nist.gov/vuln/detail/',
    architecture: 'x86_64',
    category: 'Packages',
  },
  jar: {
    source: 'National Vulnerability Database',
    advisory: 'https://nvd.nist.gov/vuln/detail/',
    architecture: '',
    category: 'Packages',
  },
  fortios: {
    source: 'National Vulnerability Database',
    advisory: 'https://nvd.nist.gov/vuln/detail/',
    architecture: '',
    category: 'OS',
  },
};

/** A product with what its package format implies; Ubuntu's packages name their own feed. */
export function product(format: PackageFormat, made: Maker): Product {
  const isUbuntu = format === 'deb' && made.on.os.every((os) => os === 'ubu22' || os === 'ubu24');
  return {
    ...feeds[format],
    ...(isUbuntu ? { source: 'Canonical Security Tracker', advisory: 'https://ubuntu.com/security/' } : {}),
    key: made.key,
    packageName: made.packageName,
    format,
    path: made.path ?? '',
    on: made.on,
    releases: made.releases.map(([version, fixes]) => ({ version, fixes: fixes ?? [] })),
    unfixed: made.unfixed ?? [],
    behind: made.behind,
    knownFrom: made.knownFrom ?? 0,
  };
}

type Row = readonly [
  key: string,
  packageName: string,
  versions: string,
  fixes: readonly (readonly DemoCve[])[],
  behind: readonly number[],
  more?: Pick<Product['on'], 'roles' | 'names'> & Pick<Maker, 'unfixed' | 'knownFrom'>,
];

/**
 * The packages of one system as rows: the key before that of the system, the name, the versions oldest first, what each
 * but the first fixes, and how far hosts are behind.
 */
export const packagesOn = (format: PackageFormat, os: OsKey, rows: readonly Row[]): Product[] =>
  rows.map(([key, packageName, versions, fixes, behind, { roles, names, ...more } = {}]) =>
    product(format, {
      key: `${key}-${os}`,
      packageName,
      on: { os: [os], ...(roles ? { roles } : {}), ...(names ? { names } : {}) },
      releases: versions.split(' ').map((version, place) => [version, place === 0 ? [] : (fixes[place - 1] ?? [])]),
      behind,
      ...more,
    }),
  );

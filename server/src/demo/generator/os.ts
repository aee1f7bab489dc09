export type OsKey = 'win11' | 'win10' | 'ws2022' | 'ws2019' | 'deb12' | 'ubu22' | 'ubu24' | 'rocky9' | 'fortios';

type OsFacts = {
  family: 'windows' | 'linux' | 'firewall';
  /** The name that scanners give; a Windows build follows it in `full`. */
  name: string;
  platform: string;
  /** Release without build, as Linux states it; for Windows and FortiOS the build is the version. */
  version: string;
  full: string;
};

export const osFacts: Readonly<Record<OsKey, OsFacts>> = {
  win11: {
    family: 'windows',
    name: 'Microsoft Windows 11 Pro',
    platform: 'windows',
    version: '10.0.22631',
    full: 'Microsoft Windows 11 Pro',
  },
  win10: {
    family: 'windows',
    name: 'Microsoft Windows 10 Enterprise',
    platform: 'windows',
    version: '10.0.19045',
    full: 'Microsoft Windows 10 Enterprise',
  },
  ws2022: {
    family: 'windows',
    name: 'Microsoft Windows Server 2022 Standard',
    platform: 'windows',
    version: '10.0.20348',
    full: 'Microsoft Windows Server 2022 Standard',
  },
  ws2019: {
    family: 'windows',
    name: 'Microsoft Windows Server 2019 Standard',
    platform: 'windows',
    version: '10.0.17763',
    full: 'Microsoft Windows Server 2019 Standard',
  },
  deb12: {
    family: 'linux',
    name: 'Debian GNU/Linux',
    platform: 'debian',
    version: '12',
    full: 'Debian GNU/Linux 12 (bookworm)',
  },
  ubu22: { family: 'linux', name: 'Ubuntu', platform: 'ubuntu', version: '22.04', full: 'Ubuntu 22.04 LTS' },
  ubu24: { family: 'linux', name: 'Ubuntu', platform: 'ubuntu', version: '24.04', full: 'Ubuntu 24.04 LTS' },
  rocky9: { family: 'linux', name: 'Rocky Linux', platform: 'rocky', version: '9', full: 'Rocky Linux 9' },
  fortios: { family: 'firewall', name: 'FortiOS', platform: 'fortios', version: '7.4', full: 'FortiOS' },
};

/** An agent as the manager's API describes it. */
export type LabAgent = {
  id: string;
  name: string;
  ip: string;
  registerIP: string;
  status: 'active' | 'disconnected' | 'never_connected' | 'pending';
  status_code: number;
  dateAdd: string;
  node_name: string;
  version?: string;
  manager?: string;
  group?: string[];
  lastKeepAlive?: string;
  disconnection_time?: string;
  mergedSum?: string;
  configSum?: string;
  group_config_status: string;
  os?: {
    name: string;
    version: string;
    platform: string;
    major: string;
    minor: string;
    arch: string;
    uname: string;
    codename: string;
  };
};

const current = 'Wazuh v4.14.7';
// What the vendor's test lab holds: the manager, four current agents, four of 3.13, two silent ones of 3.9, two that never came.
const versions = [
  current,
  current,
  current,
  current,
  current,
  ...Array<string>(4).fill('Wazuh v3.13.2'),
  'Wazuh v3.9.2',
  'Wazuh v3.9.2',
];

/** Thirteen agents, 000 to 012, in the proportions of the vendor's lab; names and addresses are ours. */
export function makeLab(): LabAgent[] {
  return Array.from({ length: 13 }, (_value, place) => {
    const id = String(place).padStart(3, '0');
    const version = versions[place];
    const base = {
      id,
      name: place === 0 ? 'wazuh-master' : `wazuh-agent${place}`,
      ip: place === 0 ? '127.0.0.1' : version === undefined ? 'any' : `10.20.0.${place}`,
      registerIP: 'any',
      dateAdd: '2026-01-02T03:04:05+00:00',
      group_config_status: version === undefined ? 'not synced' : 'synced',
    };
    if (version === undefined)
      return { ...base, status: 'never_connected' as const, status_code: 1, node_name: 'unknown' };
    const isSilent = place === 9 || place === 10;
    return {
      ...base,
      version,
      status: isSilent ? ('disconnected' as const) : ('active' as const),
      status_code: isSilent ? 4 : 0,
      node_name: place % 2 === 0 ? 'master-node' : 'worker1',
      manager: place % 2 === 0 ? 'wazuh-master' : 'wazuh-worker1',
      ...(place === 0 ? {} : { group: place > 4 ? ['default', 'group1'] : ['default'] }),
      lastKeepAlive: place === 0 ? '9999-12-31T23:59:59+00:00' : '2026-03-04T05:06:07+00:00',
      ...(isSilent ? { disconnection_time: '2026-03-04T05:26:07+00:00' } : {}),
      mergedSum: '4a8724b20dee0124ff9656783c490c4e',
      configSum: 'ab73af41699f13fdd81903b5f23d8d00',
      os: {
        name: 'Ubuntu',
        version: '24.04.1 LTS',
        platform: 'ubuntu',
        major: '24',
        minor: '04',
        arch: 'x86_64',
        codename: 'Noble Numbat',
        uname: `Linux |${base.name} |6.8.0-45-generic |#45-Ubuntu SMP |x86_64`,
      },
    };
  });
}

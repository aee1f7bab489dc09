import type { CustomerCode } from './customers.ts';
import { type OsKey, osFacts } from './os.ts';

type Criticality = 'low' | 'medium' | 'high' | 'critical';

export const hostRoles = [
  'workstation',
  'engineering',
  'pos',
  'hmi',
  'server',
  'dc',
  'file',
  'web',
  'edge',
  'dns',
  'nas',
  'app',
  'build',
  'db',
  'historian',
  'firewall',
  'mailbox',
] as const;

export type HostRole = (typeof hostRoles)[number];

export type DemoHost = {
  customerCode: CustomerCode;
  agentId: string;
  name: string;
  ip: string;
  os: OsKey;
  roles: readonly HostRole[];
  /** What the machine is for, in a few words. */
  use: string;
  /** The team that patches it. */
  owner: string;
  criticality: Criticality;
};

type Row = readonly [
  agentId: string,
  name: string,
  ip: string,
  os: OsKey,
  roles: string,
  use: string,
  owner: string,
  criticality: Criticality,
];

const harbor: readonly Row[] = [
  ['001', 'dc-02', '10.20.1.2', 'ws2022', 'dc server', 'domain controller', 'IT Harbor', 'critical'],
  ['101', 'ws-101', '10.20.4.101', 'win11', 'workstation', 'reception desk', 'IT Harbor', 'low'],
  ['120', 'ws-120', '10.20.4.120', 'win11', 'workstation', 'billing laptop', 'IT Harbor', 'medium'],
  ['133', 'ws-133', '10.20.4.133', 'win10', 'workstation', 'hygienist room 3', 'IT Harbor', 'low'],
  ['007', 'pos-07', '10.20.5.7', 'win10', 'pos', 'payment terminal, north clinic', 'Clinic north', 'high'],
  ['009', 'pos-09', '10.20.5.9', 'win10', 'pos', 'payment terminal, east clinic', 'Clinic east', 'high'],
  ['011', 'pos-11', '10.20.5.11', 'win10', 'pos', 'payment terminal, harbour clinic', 'Clinic harbour', 'high'],
  ['021', 'web-01', '10.20.2.21', 'ws2019', 'web server', 'booking site', 'IT Harbor', 'high'],
  ['031', 'xray-1', '10.20.6.31', 'win10', 'workstation', 'x-ray console', 'Imaging', 'critical'],
  ['032', 'rx-2', '10.20.6.32', 'win10', 'workstation', 'prescription desk', 'Imaging', 'medium'],
  ['041', 'print-1', '10.20.2.41', 'ws2019', 'file server', 'print and scan server', 'IT Harbor', 'low'],
  ['051', 'ns-1', '10.20.2.51', 'deb12', 'dns server', 'name server', 'IT Harbor', 'high'],
  ['052', 'nas-1', '10.20.2.52', 'deb12', 'nas server', 'picture archive', 'Imaging', 'high'],
  ['061', 'app-5', '10.20.2.61', 'ubu22', 'app server', 'patient records', 'IT Harbor', 'critical'],
  ['062', 'backup-1', '10.20.2.62', 'ubu22', 'server', 'backup target', 'IT Harbor', 'high'],
];

const kestrel: readonly Row[] = [
  ['001', 'dc-03', '10.30.1.3', 'ws2022', 'dc server', 'domain controller', 'IT Kestrel', 'critical'],
  ['009', 'ws-009', '10.30.4.9', 'win11', 'workstation', 'fleet planning', 'IT Kestrel', 'medium'],
  ['017', 'ws-017', '10.30.4.17', 'win11', 'workstation', 'administration jump desk', 'IT Kestrel', 'high'],
  ['031', 'ws-031', '10.30.4.31', 'win11', 'workstation', 'customs desk', 'IT Kestrel', 'medium'],
  ['042', 'ws-042', '10.30.4.42', 'win11', 'workstation', 'finance laptop', 'IT Kestrel', 'high'],
  ['055', 'ws-055', '10.30.4.55', 'win10', 'workstation', 'dispatch hall', 'IT Kestrel', 'low'],
  ['061', 'app-1', '10.30.2.61', 'ws2019', 'app server', 'invoice printing', 'IT Kestrel', 'medium'],
  ['062', 'file-1', '10.30.2.62', 'ws2022', 'file server', 'shared files', 'IT Kestrel', 'high'],
  ['063', 'app-3', '10.30.2.63', 'ubu24', 'app server', 'tracking service', 'Platform', 'high'],
  ['064', 'build-2', '10.30.2.64', 'ubu24', 'build server', 'build runner', 'Platform', 'medium'],
  ['071', 'edge-gw', '10.30.0.71', 'deb12', 'edge server', 'remote access gateway', 'Platform', 'critical'],
  ['072', 'wms-1', '10.30.2.72', 'rocky9', 'app server', 'warehouse system', 'Warehouse', 'critical'],
  ['073', 'wms-2', '10.30.2.73', 'rocky9', 'app server', 'warehouse system, standby', 'Warehouse', 'high'],
  ['074', 'db-1', '10.30.2.74', 'rocky9', 'db server', 'order database', 'Platform', 'critical'],
  ['075', 'mail-gw', '10.30.0.75', 'deb12', 'edge server', 'mail gateway', 'IT Kestrel', 'high'],
  ['076', 'scan-4', '10.30.5.76', 'ubu22', 'app server', 'parcel scanner hub', 'Warehouse', 'medium'],
  ['081', 'fw-hq', '10.30.0.1', 'fortios', 'firewall', 'headquarters firewall', 'IT Kestrel', 'critical'],
];

const aurora: readonly Row[] = [
  ['001', 'dc-01', '10.40.1.1', 'ws2022', 'dc server', 'domain controller', 'IT Aurora', 'critical'],
  ['011', 'hmi-1', '10.40.7.11', 'win10', 'hmi', 'operator panel, intake', 'Plant', 'critical'],
  ['013', 'hmi-3', '10.40.7.13', 'win10', 'hmi', 'operator panel, filters', 'Plant', 'critical'],
  ['024', 'eng-4', '10.40.7.24', 'win10', 'engineering', 'engineering station', 'Plant', 'high'],
  ['026', 'eng-6', '10.40.7.26', 'win11', 'engineering', 'engineering laptop', 'Plant', 'high'],
  ['032', 'hist-2', '10.40.7.32', 'ubu22', 'historian server', 'process historian', 'Plant', 'high'],
  ['041', 'scada-1', '10.40.7.41', 'ws2019', 'server', 'supervision server', 'Plant', 'critical'],
  ['051', 'jump-1', '10.40.1.51', 'ws2022', 'server', 'jump server to the plant', 'IT Aurora', 'critical'],
  ['061', 'tele-1', '10.40.8.61', 'deb12', 'edge server', 'telemetry collector', 'Plant', 'medium'],
  ['081', 'fw-west', '10.40.0.1', 'fortios', 'firewall', 'plant firewall, west', 'IT Aurora', 'critical'],
];

const known: ReadonlySet<string> = new Set(hostRoles);
const isRole = (word: string): word is HostRole => known.has(word);

const hostsOf = (customerCode: CustomerCode, rows: readonly Row[]): DemoHost[] =>
  rows.map(([agentId, name, ip, os, roles, use, owner, criticality]) => ({
    customerCode,
    agentId,
    name,
    ip,
    os,
    roles: roles.split(' ').filter(isRole),
    use,
    owner,
    criticality,
  }));

/** The 42 machines of the demo; an agent id is unique within its customer's cluster only, as in life. */
export const hosts: readonly DemoHost[] = [
  ...hostsOf('harbor', harbor),
  ...hostsOf('kestrel', kestrel),
  ...hostsOf('aurora', aurora),
];

const mailbox = (customerCode: CustomerCode, ip: string): DemoHost => ({
  customerCode,
  agentId: '090',
  name: 'm365',
  ip,
  os: 'ubu22',
  roles: ['mailbox'],
  use: 'collector of the cloud audit log',
  owner: 'Watchfloor',
  criticality: 'low',
});

/** The agents that read the cloud audit log: they report alerts but are not machines of the customer. */
export const collectors: readonly DemoHost[] = [
  mailbox('harbor', '10.20.0.90'),
  mailbox('kestrel', '10.30.0.90'),
  mailbox('aurora', '10.40.0.90'),
];

/** Whether a host runs Windows, Linux or a firewall's own system. */
export const familyOf = (host: DemoHost) => osFacts[host.os].family;

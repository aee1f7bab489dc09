import type {
  Connection,
  Connector,
  Customer,
  Job,
  JobRun,
  ParkedEvent,
  ProbeStep,
  Source,
} from '@watchfloor/contract';
import type { Reply } from '../src/lib/api.ts';
import { at, day, hour, kestrel, minute } from './samples.ts';

export const source = (part: Partial<Source> = {}): Source => ({
  id: 'src_1',
  connectionId: 'con_1',
  connectionName: 'Wazuh indexer Kestrel',
  customer: kestrel,
  purpose: 'alerts',
  delivery: 'pull',
  name: 'Alerts',
  indexPattern: 'wazuh-alerts-*',
  sinceAt: at(day),
  minLevel: 7,
  everyS: 10,
  isEnabled: true,
  lagS: 8,
  lastRunAt: at(8_000),
  lastOkAt: at(8_000),
  lastEventAt: at(20_000),
  lastError: null,
  parked: 0,
  version: 3,
  ...part,
});

export const step = (part: Partial<ProbeStep> = {}): ProbeStep => ({
  id: 'dns',
  title: 'Name found',
  state: 'passed',
  durationMs: 4,
  evidence: 'wazuh.kestrel.example is 10.0.4.8',
  remedy: null,
  fingerprint: null,
  role: null,
  ...part,
});

export const connection = (part: Partial<Connection> = {}): Connection => ({
  id: 'con_1',
  kind: 'wazuh-indexer',
  name: 'Wazuh indexer Kestrel',
  baseUrl: 'https://wazuh.kestrel.example:9200',
  customer: kestrel,
  instance: 'wazuh-cluster',
  config: { username: 'wf-reader' },
  secretNames: ['password'],
  tls: { verify: 'system' },
  isEnabled: true,
  isDemo: false,
  status: 'ok',
  statusDetail: null,
  remoteVersion: '4.14',
  lastCheckedAt: at(hour),
  lastOkAt: at(8_000),
  sources: [
    source(),
    source({
      id: 'src_2',
      purpose: 'findings',
      name: 'Vulnerability states',
      indexPattern: 'wazuh-states-vulnerabilities-*',
      sinceAt: null,
      minLevel: 0,
      everyS: 3_600,
      lagS: 600,
      version: 1,
    }),
  ],
  steps: [step(), step({ id: 'tcp', title: 'Port answers', durationMs: 1, evidence: '' })],
  version: 5,
  ...part,
});

export const connectors: Connector[] = [
  {
    id: 'wazuh-indexer',
    name: 'Wazuh indexer',
    description: 'Reads alerts and vulnerability states.',
    testedVersions: ['OpenSearch 2.19 (Wazuh 4.12-4.14)'],
    capabilities: ['probe', 'readAlerts', 'listFindings'],
    fields: [
      { name: 'url', label: 'Address', kind: 'url', description: '', isRequired: true, default: null },
      {
        name: 'username',
        label: 'User',
        kind: 'text',
        description: 'A login that may only read.',
        isRequired: true,
        default: null,
      },
      {
        name: 'alertsPattern',
        label: 'Alerts',
        kind: 'text',
        description: 'Index pattern.',
        isRequired: false,
        default: 'wazuh-alerts-*',
      },
      { name: 'password', label: 'Password', kind: 'secret', description: '', isRequired: true, default: null },
    ],
  },
  {
    id: 'wazuh-manager',
    name: 'Wazuh manager',
    description: 'Reads agents.',
    testedVersions: ['4.14'],
    capabilities: ['probe', 'listAgents'],
    fields: [
      { name: 'url', label: 'Address', kind: 'url', description: '', isRequired: true, default: null },
      { name: 'username', label: 'User', kind: 'text', description: '', isRequired: true, default: null },
      { name: 'perMinute', label: 'Calls a minute', kind: 'number', description: '', isRequired: false, default: 200 },
      { name: 'hasCluster', label: 'Cluster', kind: 'boolean', description: '', isRequired: false, default: false },
      {
        name: 'mode',
        label: 'Mode',
        kind: 'choice',
        description: '',
        isRequired: false,
        default: 'all',
        choices: ['all', 'active'],
      },
      { name: 'password', label: 'Password', kind: 'secret', description: '', isRequired: true, default: null },
    ],
  },
];

export const run = (part: Partial<JobRun> = {}): JobRun => ({
  id: 'run_1',
  job: 'collect-alerts',
  trigger: 'schedule',
  state: 'done',
  phase: null,
  percent: null,
  stats: { read: 120, created: 4 },
  error: null,
  log: [],
  canCancel: false,
  createdAt: at(5 * minute),
  startedAt: at(5 * minute),
  endedAt: at(4 * minute),
  ...part,
});

export const job = (part: Partial<Job> = {}): Job => ({
  name: 'collect-alerts',
  description: 'Reads new alerts of every source.',
  cron: '* * * * *',
  isEnabled: true,
  lastSuccessAt: at(4 * minute),
  lastRun: run(),
  ...part,
});

export const parkedEvent = (part: Partial<ParkedEvent> = {}): ParkedEvent => ({
  id: 'prk_1',
  sourceId: 'src_1',
  sourceName: 'Alerts',
  customer: null,
  index: 'wazuh-alerts-4.x-2026.11.24',
  documentId: 'abc123',
  reason: 'customer_unknown',
  error: 'No customer has the code acme.',
  attempts: 1,
  occurredAt: at(hour),
  parkedAt: at(minute),
  body: { rule: { id: '5710', level: 5 }, agent: { name: 'web-1' } },
  ...part,
});

export const health = (part: Partial<Reply<'getHealth'>> = {}): Reply<'getHealth'> => ({
  sources: [source()],
  parked: [],
  jobs: [job()],
  database: { version: '18.1', sizeBytes: 2_300_000_000, isEmbedded: true },
  asOf: at(0),
  ...part,
});

export const customer = (part: Partial<Customer> = {}): Customer => ({
  ...kestrel,
  isDefault: false,
  isDemo: false,
  aliases: [],
  openAlerts: 31,
  openFindings: 1_902,
  assets: 20,
  lastEventAt: at(2 * minute),
  version: 4,
  createdAt: at(30 * day),
  ...part,
});

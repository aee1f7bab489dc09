import { z } from 'zod';
import { addressFields, defineConnector, passwordField, usernameField } from '../connector.ts';
import { countAlerts, getEvent, getEvents, readAlerts } from './alerts.ts';
import { describeIndexer } from './describe.ts';
import { listFindings } from './findings.ts';
import { probeIndexer } from './probe.ts';
import { openIndexer } from './search.ts';

/** A name or pattern of indices; no comma or slash, so that it stays one part of a path. */
const pattern = z
  .string()
  .trim()
  .regex(/^[^\s,/\\?#"<>|A-Z]+$/, 'Enter one index pattern in lower case, for example wazuh-alerts-*.');

export const wazuhIndexer = defineConnector({
  id: 'wazuh-indexer',
  name: 'Wazuh indexer',
  scope: 'deployment',
  docs: 'docs/connectors/wazuh-indexer.md',
  testedVersions: ['OpenSearch 2.19 (Wazuh 4.12-4.14)'],
  reach: 'private',
  config: z.object({
    ...addressFields,
    username: usernameField('A login that may only read.'),
    alertsPattern: pattern
      .default('wazuh-alerts-*')
      .meta({ title: 'Alert indices', kind: 'text', description: 'Pattern of the indices that hold alerts.' }),
    statesPattern: pattern.default('wazuh-states-vulnerabilities-*').meta({
      title: 'State indices',
      kind: 'text',
      description: 'Pattern of the indices that hold vulnerability states.',
    }),
  }),
  secrets: z.object({ password: passwordField }),
  abilities: ['probe', 'describe', 'readAlerts', 'countAlerts', 'getEvent', 'getEvents', 'listFindings'],
  open: (upstream, config, secrets, { clock }) => {
    const indexer = openIndexer(upstream, { username: config.username, password: secrets.password });
    const patterns = { alerts: config.alertsPattern, states: config.statesPattern };
    return {
      probe: (options = {}) => probeIndexer(upstream, indexer, patterns, clock, options),
      describe: (signal) => describeIndexer(indexer, signal),
      readAlerts: (options) => readAlerts(indexer, patterns.alerts, options),
      countAlerts: (options) => countAlerts(indexer, patterns.alerts, options),
      getEvent: (ref, signal) => getEvent(indexer, ref, signal),
      getEvents: (refs, signal) => getEvents(indexer, refs, signal),
      listFindings: (options) => listFindings(indexer, patterns.states, options),
    };
  },
});

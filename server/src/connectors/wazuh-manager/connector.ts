import { z } from 'zod';
import { addressFields, defineConnector, passwordField, usernameField } from '../connector.ts';
import { describeManager, listAgents } from './agents.ts';
import { probeManager } from './probe.ts';
import { openManager } from './session.ts';

export const wazuhManager = defineConnector({
  id: 'wazuh-manager',
  name: 'Wazuh manager',
  scope: 'deployment',
  docs: 'docs/connectors/wazuh-manager.md',
  testedVersions: ['4.14 (by the vendor’s interface description)'],
  reach: 'private',
  config: z.object({
    ...addressFields,
    username: usernameField('An API user that may only read.'),
  }),
  secrets: z.object({ password: passwordField }),
  abilities: ['probe', 'describe', 'listAgents'],
  open: (upstream, config, secrets, surroundings) => {
    const manager = openManager(upstream, { username: config.username, password: secrets.password }, surroundings);
    return {
      probe: (options = {}) => probeManager(upstream, manager, config.username, surroundings.clock, options),
      describe: (signal) => describeManager(manager, signal),
      listAgents: (signal) => listAgents(manager, signal),
    };
  },
});

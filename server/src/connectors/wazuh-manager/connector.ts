import { z } from 'zod';
import { addressFields, defineConnector } from '../connector.ts';
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
    username: z
      .string()
      .min(1, 'Enter the user.')
      .meta({ title: 'User', kind: 'text', description: 'An API user that may only read.' }),
  }),
  secrets: z.object({
    password: z
      .string()
      .min(1, 'Enter the password.')
      .meta({ title: 'Password', description: 'Sealed when saved, never shown again.' }),
  }),
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

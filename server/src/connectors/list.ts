import type { Connector } from './connector.ts';
import { wazuhIndexer } from './wazuh-indexer/connector.ts';
import { wazuhManager } from './wazuh-manager/connector.ts';

/** Every product that can be connected, in the order of the screens. */
export const connectors: readonly Connector[] = [wazuhIndexer, wazuhManager];

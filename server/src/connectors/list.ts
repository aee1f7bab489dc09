import type { CapabilityName, Connector } from './connector.ts';
import { wazuhIndexer } from './wazuh-indexer/connector.ts';
import { wazuhManager } from './wazuh-manager/connector.ts';

/** Every product that can be connected, in the order of the screens. */
export const connectors: readonly Connector[] = [wazuhIndexer, wazuhManager];

export const findConnector = (id: string): Connector | null =>
  connectors.find((connector) => connector.id === id) ?? null;

/** The products that have an ability; a domain asks here and never names one. */
export const connectorsWith = (ability: CapabilityName): readonly Connector[] =>
  connectors.filter((connector) => connector.abilities.includes(ability));

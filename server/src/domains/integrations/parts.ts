import type { Connector, Surroundings } from '../../connectors/connector.ts';
import { Failure } from '../../lib/failure.ts';
import type { KeyRing } from '../../lib/key-ring.ts';
import type { SealPlace } from '../../lib/seal.ts';

/** What every use case of this domain works with, made once at start. */
export type IntegrationParts = {
  connectors: readonly Connector[];
  keys: KeyRing;
  /** Names and pauses of outgoing calls; only tests hand them in. */
  surroundings?: Omit<Surroundings, 'clock'>;
};

/** @throws {Failure} `connector.unknown`. */
export function findConnector(parts: IntegrationParts, kind: string): Connector {
  const found = parts.connectors.find((connector) => connector.id === kind);
  if (found) return found;
  const known = parts.connectors.map((connector) => connector.id).join(', ');
  throw new Failure('connector.unknown', `There is no connector of that kind. Known are: ${known}.`);
}

/** Where a connection's secret is sealed to; its name is part of the row's key. */
export const secretPlace = (connectionId: number, name: string): SealPlace => ({
  table: 'connection_secrets',
  id: `${connectionId}/${name}`,
  column: 'sealed',
});

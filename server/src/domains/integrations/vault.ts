import type { Capabilities, Connected } from '../../connectors/connector.ts';
import type { Context } from '../access/index.ts';
import { trustFields } from './draft.ts';
import { findConnector, type IntegrationParts } from './parts.ts';
import { absentConnection } from './read.ts';
import { noteUsed } from './secrets.store.ts';
import { openSecretsOf } from './secrets.ts';
import * as store from './store.ts';
import { findWebhook, type Webhook } from './webhooks/service.ts';

/** What the rest of the program opens with: clients of saved connections, and webhooks. Made once at start. */
export type Vault = {
  /**
   * The client of a saved connection, kept open until the connection changes.
   * @param context  whoever may see the connection; the program itself for jobs.
   * @throws {Failure} `connection.not_found`, `connector.unknown`, `secret.unreadable`.
   */
  openConnection(context: Context, connectionId: number, signal?: AbortSignal): Promise<Capabilities>;
  /** The running webhook of a key, or `null` for an unknown, rotated or paused one. */
  findWebhook(system: Context, key: string): Promise<Webhook | null>;
  close(): Promise<void>;
};

export type OpenConnection = Vault['openConnection'];

export function makeVault(parts: IntegrationParts): Vault {
  const open = new Map<number, { version: number; connected: Connected }>();
  const openConnection: OpenConnection = async (context, id, signal) => {
    signal?.throwIfAborted();
    const row = await context.read((tx) => store.findConnection(tx, context.actor.scope.customers, id));
    if (row === null) throw absentConnection();
    const found = open.get(id);
    if (found?.version === row.version) return found.connected.can;
    const connected = await connect(context, parts, row);
    if (connected === null) return openConnection(context, id, signal);
    // The client of before is left to its readers; its sockets end by themselves when nobody asks any more.
    open.set(id, { version: row.version, connected });
    return connected.can;
  };
  return {
    openConnection,
    findWebhook: (system, key) => findWebhook(system, parts, key),
    async close() {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map(({ connected }) => connected.close()));
    },
  };
}

/** `null` when the connection was changed since it was read. */
async function connect(context: Context, parts: IntegrationParts, row: store.ConnectionRow): Promise<Connected | null> {
  const connector = findConnector(parts, row.kind);
  const secrets = await context.read((tx) => openSecretsOf(tx, parts.keys, row));
  if (secrets === null) return null;
  await context.asSystem().write((tx) => noteUsed(tx, row.id, context.clock.now()));
  const config = { ...row.config, url: row.baseUrl ?? undefined, ...trustFields(row.tls) };
  return connector.connect({ config, secrets }, { ...parts.surroundings, clock: context.clock });
}

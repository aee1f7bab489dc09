import { randomBytes } from 'node:crypto';
import type { Connection } from '@watchfloor/contract';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { refuseForeign } from '../owner.ts';
import type { IntegrationParts } from '../parts.ts';
import { absentConnection, getConnection } from '../read.ts';
import { openSecrets, saveSecrets } from '../secrets.ts';
import { insertSources, listSourceRows, type SourceRow } from '../sources/store.ts';
import * as store from '../store.ts';
import { hashKey, secretPrefix } from './rules.ts';

/** What is shown once: the key in the address and the secret that signs. */
type Credentials = { key: string; secret: string };

const newCredentials = (): Credentials => ({
  key: randomBytes(24).toString('base64url'),
  secret: secretPrefix + randomBytes(32).toString('base64'),
});

const urlOf = (publicUrl: string, key: string) => `${publicUrl}/api/v1/hooks/${key}`;

export type NewWebhook = { name: string; customerId: number | null; minLevel: number };

/** Makes a webhook; address and secret are in this answer and nowhere after. @throws {Failure} `customer.not_found`. */
export async function createWebhook(
  context: Context,
  parts: IntegrationParts,
  input: NewWebhook,
  publicUrl: string,
): Promise<{ connection: Connection; url: string; secret: string }> {
  context.require('connection:update');
  await refuseForeign(context, input.customerId);
  const now = context.clock.now();
  const { key, secret } = newCredentials();
  const row = {
    ...{ kind: 'webhook', customerId: input.customerId, name: input.name, baseUrl: null, instance: null },
    config: { keyHash: hashKey(key) },
    tls: { verify: 'system' } as const,
  };
  const id = await context.write(async (tx) => {
    const made = await store.insertConnection(tx, row, now);
    if (made === null) throw new Error('A new webhook key was taken already.');
    const owner = { connectionId: made, customerId: input.customerId };
    await saveSecrets(tx, parts.keys, owner, { secret }, now);
    await insertSources(tx, owner, [sourceOf(input)], now);
    await context.record(tx, {
      type: 'connection_created',
      description: `Made webhook ${input.name}.`,
      customerId: input.customerId,
      resource: { type: 'connection', id: toId('connection', made) },
      after: { kind: row.kind, ...input },
      topic: 'connections',
      payload: { ids: [toId('connection', made)] },
    });
    return made;
  });
  return { connection: await getConnection(context, id), url: urlOf(publicUrl, key), secret };
}

const sourceOf = (input: NewWebhook) => ({
  ...({ purpose: 'alerts', delivery: 'push', name: 'Pushed alerts', product: 'wazuh' } as const),
  indexPattern: 'watchfloor-alerts-*',
  sinceAt: null,
  minLevel: input.minLevel,
  // Nothing is fetched; the column asks for a number.
  everyS: 10,
  isEnabled: true,
});

/** Makes a new address and secret; the old ones end with this transaction. @throws {Failure} `connection.not_found`. */
export async function rotateWebhook(
  context: Context,
  parts: IntegrationParts,
  id: number,
  publicUrl: string,
): Promise<{ url: string; secret: string }> {
  context.require('connection:update');
  const now = context.clock.now();
  const { key, secret } = newCredentials();
  await context.write(async (tx) => {
    const row = await store.lockConnection(tx, context.actor.scope.customers, id);
    if (row?.kind !== 'webhook') throw absentConnection();
    await store.saveKeyHash(tx, id, hashKey(key), now);
    await saveSecrets(tx, parts.keys, { connectionId: id, customerId: row.customerId }, { secret }, now);
    await context.record(tx, {
      type: 'webhook_rotated',
      description: `Made a new address and secret for webhook ${row.name}.`,
      customerId: row.customerId,
      resource: { type: 'connection', id: toId('connection', id) },
      topic: 'connections',
      payload: { ids: [toId('connection', id)] },
    });
  });
  return { url: urlOf(publicUrl, key), secret };
}

export type Webhook = {
  source: SourceRow;
  /** `null` when none is stored: then every message is refused. */
  secret: string | null;
};

/**
 * The running webhook of a key, or `null` for an unknown, rotated or paused one.
 * @param system  senders are nobody here, so the program looks.
 */
export async function findWebhook(system: Context, parts: IntegrationParts, key: string): Promise<Webhook | null> {
  return system.read(async (tx) => {
    const row = await store.findHook(tx, hashKey(key));
    if (row === null) return null;
    const [source] = await listSourceRows(tx, { connectionId: row.id, isEnabled: true });
    if (source === undefined) return null;
    const secrets = await openSecrets(tx, parts.keys, row.id);
    return { source, secret: secrets.secret ?? null };
  });
}

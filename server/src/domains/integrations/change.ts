import type { Connection, TlsTrust } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { type Prepared, prepare } from './draft.ts';
import { refuseForeign } from './owner.ts';
import { findConnector, type IntegrationParts } from './parts.ts';
import { probeAndSave } from './probe/service.ts';
import { absentConnection, getConnection } from './read.ts';
import { refuseOutdated } from './rules.ts';
import { openSecrets, saveSecrets } from './secrets.ts';
import { patternFor } from './sources/rules.ts';
import { updatePattern } from './sources/store.ts';
import * as store from './store.ts';

export type ConnectionChange = {
  name?: string | undefined;
  url?: string | undefined;
  config?: Readonly<Record<string, unknown>> | undefined;
  secrets?: Readonly<Record<string, string>> | undefined;
  tls?: TlsTrust | undefined;
  customerId?: number | null | undefined;
  isEnabled?: boolean | undefined;
};

/** What a connection is reached by; a change of it is checked and probed. */
const reachedBy = ['url', 'config', 'secrets', 'tls'] as const;

/**
 * Changes what is given and probes anew when the way to the product changed; secrets left out stay.
 * @param version  what the caller read, `null` overwrites.
 * @throws {Failure} `connection.not_found`, `version.conflict`, `customer.not_found`, `connection.blocked`,
 *   `connection.exists`, `request.invalid`, `secret.unreadable` when an old secret is needed and lost.
 */
export async function updateConnection(
  context: Context,
  parts: IntegrationParts,
  id: number,
  change: ConnectionChange,
  version: number | null,
  signal?: AbortSignal,
): Promise<Connection> {
  context.require('connection:update');
  const { customers } = context.actor.scope;
  const before = await context.read((tx) => store.findConnection(tx, customers, id));
  if (before === null) throw absentConnection();
  refuseOutdated(before.version, version, 'connection');
  if (change.customerId !== undefined) await refuseForeign(context, change.customerId);
  const isWayChanged = reachedBy.some((part) => change[part] !== undefined);
  const prepared = isWayChanged ? await prepareChange(context, parts, before, change) : null;
  const after = {
    ...before,
    name: change.name ?? before.name,
    baseUrl: prepared?.url ?? before.baseUrl,
    config: prepared?.config ?? before.config,
    tls: prepared?.tls ?? before.tls,
    customerId: change.customerId === undefined ? before.customerId : change.customerId,
    isEnabled: change.isEnabled ?? before.isEnabled,
  };
  await context.asSystem().write(async (tx) => {
    await store.lockNames(tx);
    const locked = await store.lockConnection(tx, customers, id);
    if (locked === null) throw absentConnection();
    // What was merged stands on the row as it was read.
    refuseOutdated(locked.version, before.version, 'connection');
    await save(context, tx, parts, before, after, change.secrets ?? {});
  });
  if (prepared !== null && after.isEnabled) {
    await probeAndSave(context, parts, { ...after, version: before.version + 1 }, { signal });
  }
  return getConnection(context, id);
}

async function save(
  context: Context,
  tx: Tx,
  parts: IntegrationParts,
  before: store.ConnectionRow,
  after: store.ConnectionRow,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const { id, baseUrl } = after;
  const now = context.clock.now();
  if (baseUrl !== null && (await store.isAddressTaken(tx, { ...after, baseUrl }, id))) {
    throw new Failure('connection.exists', 'Another connection has this address for that customer already.');
  }
  await store.updateConnection(tx, id, after, now);
  await saveSecrets(tx, parts.keys, { connectionId: id, customerId: after.customerId }, secrets, now);
  for (const purpose of ['alerts', 'findings'] as const) {
    const pattern = patternFor(purpose, after.config);
    if (pattern !== patternFor(purpose, before.config)) await updatePattern(tx, id, purpose, pattern);
  }
  await context.record(tx, {
    type: 'connection_updated',
    description: describe(before, after),
    customerId: after.customerId,
    resource: { type: 'connection', id: toId('connection', id) },
    before: told(before),
    after: { ...told(after), newSecrets: Object.keys(secrets) },
    topic: 'connections',
    payload: { ids: [toId('connection', id)] },
  });
}

function describe(before: store.ConnectionRow, after: store.ConnectionRow): string {
  if (before.isEnabled === after.isEnabled) return `Changed connection ${before.name}.`;
  return after.isEnabled ? `Resumed connection ${after.name}.` : `Paused connection ${after.name}.`;
}

/** What the audit trail tells of a row: settings, never the hash of a webhook's key. */
function told({ name, baseUrl, config, tls, customerId, isEnabled }: store.ConnectionRow) {
  const { keyHash: _hidden, ...shown } = config;
  return { name, baseUrl, config: shown, tls, customerId, isEnabled };
}

/** The draft that the stored row and the change make together, checked. A setting given as `null` is taken away. */
async function prepareChange(
  context: Context,
  parts: IntegrationParts,
  row: store.ConnectionRow,
  change: ConnectionChange,
): Promise<Prepared> {
  if (row.kind === 'webhook') {
    throw new Failure('request.invalid', 'A webhook has no address or login of its own. Rotate it to get new ones.');
  }
  const given = change.secrets ?? {};
  const stored = await context.read((tx) => openSecrets(tx, parts.keys, row.id, Object.keys(given)));
  const config = Object.entries({ ...row.config, ...change.config }).filter(([, value]) => value !== null);
  const prepared = await prepare(
    parts,
    findConnector(parts, row.kind),
    {
      url: change.url ?? row.baseUrl ?? undefined,
      config: Object.fromEntries(config),
      secrets: { ...stored, ...given },
      tls: change.tls ?? row.tls,
    },
    context.clock,
  );
  await prepared.connected.close();
  return prepared;
}

/** Removes a connection with its secrets and sources; alerts and findings stay. @throws {Failure} `connection.not_found`. */
export async function deleteConnection(context: Context, id: number): Promise<void> {
  context.require('connection:update');
  await context.write(async (tx) => {
    const row = await store.lockConnection(tx, context.actor.scope.customers, id);
    if (row === null) throw absentConnection();
    await store.deleteConnection(tx, id);
    await context.record(tx, {
      type: 'connection_deleted',
      description: `Removed connection ${row.name}.`,
      customerId: row.customerId,
      resource: { type: 'connection', id: toId('connection', id) },
      before: told(row),
      topic: 'connections',
      payload: { ids: [toId('connection', id)] },
    });
  });
}

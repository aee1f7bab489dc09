import type { Connection } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import type { Draft, Prepared } from './draft.ts';
import { refuseForeign } from './owner.ts';
import type { IntegrationParts } from './parts.ts';
import { refusedOf } from './probe/rules.ts';
import { type Probed, type ProbeWish, probeKind } from './probe/run.ts';
import { saveSteps } from './probe/service.ts';
import { getConnection } from './read.ts';
import { defaultName, freeName, normalizeUrl } from './rules.ts';
import { saveSecrets } from './secrets.ts';
import { planSources, startsAt } from './sources/rules.ts';
import { insertSources } from './sources/store.ts';
import * as store from './store.ts';

export type NewConnection = Draft & {
  kind: string;
  name?: string | undefined;
  customerId: number | null;
  since: string;
  minLevel: number;
};

const exists = () =>
  new Failure('connection.exists', 'This address is connected already for that customer. Change that connection.');

/**
 * Probes a draft, then saves it with sealed secrets and what it reads. A failing probe of a named kind is saved as failing,
 * so that it can be put right; a forbidden address, or one where no Wazuh service lets us in, saves nothing.
 * @throws {Failure} `connector.unknown`, `connection.exists`, `customer.not_found`, `connection.blocked`, `request.invalid`.
 */
export async function createConnection(
  context: Context,
  parts: IntegrationParts,
  input: NewConnection,
  wish: ProbeWish = {},
): Promise<Connection> {
  const probed = await probeNew(context, parts, input, wish);
  if (probed.prepared === null) throw new Failure('connector.unknown', nobodyAnswered(probed));
  return saveProbed(context, parts, probed.prepared, probed.steps, input);
}

/** The first half of `createConnection`: all that is asked before something is stored. */
export async function probeNew(
  context: Context,
  parts: IntegrationParts,
  input: NewConnection,
  wish: ProbeWish,
): Promise<Probed> {
  context.require('connection:update');
  await refuseForeign(context, input.customerId);
  await refuseDuplicate(context, input);
  return probeKind(parts, input.kind, input, context.clock, { ...wish, minLevel: input.minLevel });
}

/** Looked at before the probe to spare its time; the index decides when it is saved. */
async function refuseDuplicate(context: Context, { kind, url, customerId }: NewConnection): Promise<void> {
  if (url === undefined || kind === 'auto') return;
  const wanted = { kind, baseUrl: normalizeUrl(url), customerId };
  if (await context.read((tx) => store.isAddressTaken(tx, wanted, null))) throw exists();
}

function nobodyAnswered({ steps }: Probed): string {
  const failed = steps.find((step) => step.state === 'failed');
  const why = failed === undefined ? 'no connector knows it.' : `${failed.title}: ${failed.evidence}`;
  return `No Wazuh service let us in at this address. ${why} Check the address and the login, or name the kind.`;
}

/** An indexer and a manager often share a host; a list of connections should not show one name twice. */
async function nameByHost(tx: Tx, url: string): Promise<string> {
  const name = defaultName(url);
  return freeName(name, await store.listNames(tx, name));
}

/** The second half: the connection, its secrets, its sources, its probe and the record of it, in one transaction. */
export async function saveProbed(
  context: Context,
  parts: IntegrationParts,
  prepared: Prepared,
  steps: Probed['steps'],
  input: NewConnection,
): Promise<Connection> {
  const now = context.clock.now();
  const named = {
    kind: prepared.connector.id,
    customerId: input.customerId,
    baseUrl: prepared.url,
    instance: null,
    config: prepared.config,
    tls: prepared.tls,
  };
  const refused = refusedOf(steps);
  const id = await context.asSystem().write(async (tx) => {
    await store.lockNames(tx);
    const row = { ...named, name: input.name ?? (await nameByHost(tx, prepared.url)) };
    const made = await store.insertConnection(tx, row, now);
    if (made === null) throw exists();
    const owner = { connectionId: made, customerId: row.customerId };
    await saveSecrets(tx, parts.keys, owner, prepared.secrets, now);
    const from = { sinceAt: startsAt(input.since, now), minLevel: input.minLevel };
    await insertSources(tx, owner, planSources(prepared.connector.abilities, row.config, from, refused), now);
    await saveSteps(tx, { ...row, id: made, version: 1 }, steps, refused, now);
    await context.record(tx, {
      type: 'connection_created',
      description: `Connected ${row.name}.`,
      customerId: row.customerId,
      resource: { type: 'connection', id: toId('connection', made) },
      after: { ...row, instance: undefined, secretNames: Object.keys(prepared.secrets), minLevel: input.minLevel },
      topic: 'connections',
      payload: { ids: [toId('connection', made)] },
    });
    return made;
  });
  return getConnection(context, id);
}

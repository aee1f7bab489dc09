import type { Connection, ProbeStep, probeDraft as probeDraftRoute, RouteReply } from '@watchfloor/contract';
import type { ProbeStep as Step } from '../../../connectors/probe/step.ts';
import type { Tx } from '../../../db/database.ts';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { type Draft, prepare } from '../draft.ts';
import { findConnector, type IntegrationParts } from '../parts.ts';
import { absentConnection, getConnection } from '../read.ts';
import { nameInstance } from '../rules.ts';
import { openSecretsOf } from '../secrets.ts';
import { purposes } from '../sources/rules.ts';
import { listSourceRows } from '../sources/store.ts';
import * as store from '../store.ts';
import { findCluster, findVersion, judge, presentStep, previewOf } from './rules.ts';
import { type ProbeWish, probeKind, runProbe } from './run.ts';

/**
 * Checks an address and a login and keeps nothing of them.
 * @throws {Failure} `connector.unknown`, `request.invalid`, `connection.blocked`.
 */
export async function probeDraft(
  context: Context,
  parts: IntegrationParts,
  draft: Draft & { kind: string },
  wish: ProbeWish,
): Promise<RouteReply<typeof probeDraftRoute>> {
  context.require('connection:update');
  const { prepared, steps } = await probeKind(parts, draft.kind, draft, context.clock, wish);
  return {
    kind: prepared?.connector.id ?? null,
    isOk: prepared !== null && steps.every((step) => step.state !== 'failed'),
    steps: steps.map(presentStep),
    preview: previewOf(steps),
  };
}

/** A saved connection says itself from which level it is read. */
type SavedWish = Omit<ProbeWish, 'minLevel'>;

/** Checks a saved connection and keeps the steps. @throws {Failure} `connection.not_found`, `secret.unreadable`. */
export async function probeConnection(
  context: Context,
  parts: IntegrationParts,
  id: number,
  wish: SavedWish,
): Promise<Connection> {
  context.require('connection:update');
  const row = await context.read((tx) => store.findConnection(tx, context.actor.scope.customers, id));
  if (row === null) throw absentConnection();
  // A webhook is asked by its senders; there is nobody for us to ask.
  if (row.kind !== 'webhook') await probeAndSave(context, parts, row, wish);
  return getConnection(context, id);
}

/** Probes a row as it was read and notes the result; one that was changed meanwhile is not asked any more, or not noted. */
export async function probeAndSave(
  context: Context,
  parts: IntegrationParts,
  row: store.ConnectionRow,
  wish: SavedWish,
): Promise<void> {
  const [secrets, sources] = await context.read(
    async (tx) =>
      [await openSecretsOf(tx, parts.keys, row), await listSourceRows(tx, { connectionId: row.id })] as const,
  );
  if (secrets === null) return;
  const draft = { url: row.baseUrl ?? undefined, config: row.config, secrets, tls: row.tls };
  const prepared = await prepare(parts, findConnector(parts, row.kind), draft, context.clock);
  const alerts = sources.find((source) => source.purpose === 'alerts');
  const steps = await runProbe(prepared, { ...wish, minLevel: alerts?.minLevel });
  const paused = purposes
    .filter(({ purpose }) => sources.some((source) => source.purpose === purpose && !source.isEnabled))
    .map(({ step }) => step);
  await context.asSystem().write(async (tx) => {
    if (!(await saveSteps(tx, row, steps, paused, context.clock.now()))) return;
    await context.record(tx, {
      type: 'connection_checked',
      description: `Checked ${row.name}: ${judge(steps, paused).detail ?? 'ok'}`,
      customerId: row.customerId,
      resource: { type: 'connection', id: toId('connection', row.id) },
      topic: 'connections',
      payload: { ids: [toId('connection', row.id)] },
    });
  });
}

/** Notes a probe of a connection. Runs as the program, since names are kept apart from those of all customers. */
export async function saveSteps(
  tx: Tx,
  row: Pick<store.ConnectionRow, 'id' | 'version' | 'kind' | 'customerId' | 'baseUrl' | 'instance'>,
  steps: readonly Step[],
  paused: readonly string[],
  now: Date,
): Promise<boolean> {
  const { status, detail } = judge(steps, paused);
  const shown: ProbeStep[] = steps.map(presentStep);
  let instance: string | null = null;
  if (row.instance === null && status === 'ok') {
    await store.lockNames(tx);
    instance = nameInstance(findCluster(steps), row, await store.listNeighbours(tx, row.id));
  }
  return store.saveCheck(tx, row, { steps: shown, status, detail, remoteVersion: findVersion(steps), instance }, now);
}

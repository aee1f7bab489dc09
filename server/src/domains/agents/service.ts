import type { AgentSystem, Capabilities, RemoteAgent } from '../../connectors/capabilities.ts';
import type { Tx } from '../../db/database.ts';
import { toId } from '../../lib/ids.ts';
import type { Change, Context } from '../access/index.ts';
import { loadDirectory } from '../customers/index.ts';
import type { KeepTurn } from '../integrations/index.ts';
import { type AssetStatus, assetStatusOf, customerOfGroups, isNewsOfLife, judgeMissing, systemLine } from './rules.ts';
import * as store from './store.ts';

/** The source whose agents are read. */
export type AgentSource = { id: number; customerId: number | null; instance: string | null; connectionId: number };

/** Assets whose customer changed, told in the transaction that changes it. */
export type AssetMove = { assetId: number; from: number; to: number };
export type OnMove = (tx: Tx, moves: readonly AssetMove[]) => Promise<void>;

export type ResolvedAsset = { assetId: number; customerId: number; status: AssetStatus };

export type StatedAgent = {
  externalId: string;
  name: string | null;
  version: string | null;
  system: AgentSystem | null;
};

/**
 * The instance that a source's agents belong to. Two clusters of one name are told apart by `name@host` on their
 * connections; an index that holds several clusters keeps what each document says.
 */
export function instanceOf(source: { instance: string | null; connectionId: number }, told: string | null): string {
  if (told === null) return source.instance ?? `connection-${source.connectionId}`;
  return source.instance?.startsWith(`${told}@`) ? source.instance : told;
}

const factsOf = (agent: StatedAgent, customerId: number): store.AgentFacts => ({
  externalId: agent.externalId,
  name: agent.name ?? agent.externalId,
  customerId,
  version: agent.version,
  groups: null,
  status: null,
  assetStatus: null,
  ip: null,
  system: systemLine(agent.system),
  platform: agent.system?.platform ?? null,
  systemVersion: agent.system?.version ?? null,
  kernel: agent.system?.kernel ?? null,
  lastSeenAt: null,
});

/**
 * The assets of agents that a scanner states: found by (instance, agent id), made where unknown for `customerId`, and
 * brought up to date. An asset that exists keeps its customer.
 */
export async function resolveAssets(
  tx: Tx,
  input: { instance: string; customerId: number; now: Date; agents: readonly StatedAgent[] },
): Promise<Map<string, ResolvedAsset>> {
  await store.lockInstance(tx, input.instance);
  const rows = await store.listAgentRows(
    tx,
    input.instance,
    input.agents.map((agent) => agent.externalId),
  );
  const known = new Map(rows.map((row) => [row.externalId, row]));
  const fresh = input.agents.filter((agent) => !known.has(agent.externalId));
  const ids =
    fresh.length === 0
      ? []
      : await store.insertAssets(
          tx,
          input.instance,
          fresh.map((agent) => factsOf(agent, input.customerId)),
          input.now,
        );
  const changes = input.agents.flatMap((agent) => {
    const row = known.get(agent.externalId);
    if (!row) return [];
    const facts = { ...factsOf(agent, row.customerId), name: agent.name ?? row.externalName, assetId: row.assetId };
    return isSame(row, facts) ? [] : [facts];
  });
  await store.updateAssets(tx, input.instance, changes, input.now);
  return new Map<string, ResolvedAsset>([
    ...rows.map((row): [string, ResolvedAsset] => [
      row.externalId,
      { assetId: row.assetId, customerId: row.customerId, status: row.assetStatus },
    ]),
    ...fresh.map((agent, place): [string, ResolvedAsset] => [
      agent.externalId,
      { assetId: ids[place] ?? 0, customerId: input.customerId, status: 'active' },
    ]),
  ]);
}

/** True when the facts would change nothing but a sign of life that is no news. */
function isSame(row: store.AgentRow, facts: store.AgentFacts): boolean {
  const keeps = (told: string | null, held: string | null) => told === null || told === held;
  return (
    facts.name === row.externalName &&
    facts.customerId === row.customerId &&
    keeps(facts.version, row.version) &&
    (facts.groups === null || facts.groups.join('\n') === row.groups.join('\n')) &&
    keeps(facts.status, row.status) &&
    keeps(facts.assetStatus, row.assetStatus) &&
    keeps(facts.ip, row.ip) &&
    keeps(facts.system, row.system) &&
    keeps(facts.platform, row.platform) &&
    keeps(facts.systemVersion, row.systemVersion) &&
    keeps(facts.kernel, row.kernel) &&
    !isNewsOfLife(row.lastSeenAt, facts.lastSeenAt)
  );
}

export type AgentsOutcome = {
  read: number;
  created: number;
  changed: number;
  moved: number;
  missing: number;
  decommissioned: number;
};

/**
 * Reads the agents of one manager whole and brings the assets up to date: state, address, system, groups, and the
 * customer that a group names. One transaction for each cluster; a listing that breaks off changes nothing.
 */
export async function syncAgents(
  context: Context,
  source: AgentSource,
  capabilities: Pick<Capabilities, 'listAgents'>,
  options: { signal?: AbortSignal; onMove?: OnMove; keepTurn?: KeepTurn } = {},
): Promise<AgentsOutcome> {
  const listed = new Map<string, RemoteAgent[]>();
  for await (const agent of capabilities.listAgents?.(options.signal) ?? []) {
    const instance = instanceOf(source, agent.instance);
    const group = listed.get(instance) ?? [];
    group.push(agent);
    listed.set(instance, group);
  }
  const total: AgentsOutcome = { read: 0, created: 0, changed: 0, moved: 0, missing: 0, decommissioned: 0 };
  for (const [instance, agents] of listed) {
    options.signal?.throwIfAborted();
    const outcome = await context.write(async (tx) => {
      await options.keepTurn?.(tx);
      return saveAgents(context, tx, source, instance, agents, options.onMove);
    });
    for (const key of Object.keys(total) as (keyof AgentsOutcome)[]) total[key] += outcome[key];
  }
  return total;
}

async function saveAgents(
  context: Context,
  tx: Tx,
  source: AgentSource,
  instance: string,
  agents: readonly RemoteAgent[],
  onMove: OnMove | undefined,
): Promise<AgentsOutcome> {
  const now = context.clock.now();
  await store.lockInstance(tx, instance);
  const directory = await loadDirectory(tx);
  const rows = await store.listAgentRows(tx, instance);
  const known = new Map(rows.map((row) => [row.externalId, row]));
  const owner = source.customerId ?? directory.defaultId;
  const told = agents.map((agent) => {
    const row = known.get(agent.id);
    const named = customerOfGroups(agent.groups, (key) => directory.byKey(key));
    return toldFacts(agent, named ?? row?.customerId ?? owner);
  });
  const fresh = told.filter((facts) => !known.has(facts.externalId));
  if (fresh.length > 0) await store.insertAssets(tx, instance, fresh, now);
  const changes = told.flatMap((facts) => {
    const row = known.get(facts.externalId);
    return row === undefined || isSame(row, facts) ? [] : [{ ...facts, assetId: row.assetId, from: row.customerId }];
  });
  await store.updateAssets(tx, instance, changes, now);
  const moves = changes
    .filter((change) => change.customerId !== change.from)
    .map((change) => ({ assetId: change.assetId, from: change.from, to: change.customerId }));
  if (moves.length > 0) await onMove?.(tx, moves);
  const gone = judgeMissing(rows, new Set(agents.map((agent) => agent.id)), now);
  await store.markGone(tx, instance, gone.missing, 'missing', now);
  await store.markGone(tx, instance, gone.removed, 'removed', now);
  await context.record(tx, describe(fresh, changes, moves, gone.removed));
  return {
    read: agents.length,
    created: fresh.length,
    changed: changes.length,
    moved: moves.length,
    missing: gone.missing.length,
    decommissioned: gone.removed.length,
  };
}

const toldFacts = (agent: RemoteAgent, customerId: number): store.AgentFacts => ({
  ...factsOf({ externalId: agent.id, name: agent.name, version: agent.version, system: agent.system }, customerId),
  groups: agent.groups,
  status: agent.status,
  assetStatus: assetStatusOf(agent.status),
  ip: agent.ip,
  lastSeenAt: agent.lastSeenAt,
});

/** One audit row for each customer whose hosts changed, and one on each side for each host that moved or left; neither side names the other. */
function describe(
  fresh: readonly store.AgentFacts[],
  changes: readonly (store.AgentFacts & { assetId: number })[],
  moves: readonly AssetMove[],
  removed: readonly store.AgentRow[],
): Change[] {
  const customers = new Set([...fresh, ...changes, ...removed].map((row) => row.customerId));
  for (const move of moves) customers.add(move.from);
  const ofCustomer = (rows: readonly { customerId: number }[], id: number) =>
    rows.filter((row) => row.customerId === id).length;
  const summaries = [...customers].map(
    (customerId): Change => ({
      type: 'agents_synced',
      description: `Read agents: ${ofCustomer(fresh, customerId)} new, ${ofCustomer(changes, customerId)} changed, ${ofCustomer(removed, customerId)} removed.`,
      customerId,
      topic: 'findings',
    }),
  );
  const asset = (id: number) => ({ type: 'asset', id: toId('asset', id) });
  return [
    ...summaries,
    ...moves.flatMap(({ assetId, from, to }): Change[] => [
      {
        type: 'asset_left',
        description: 'An agent group names another customer.',
        customerId: from,
        resource: asset(assetId),
      },
      {
        type: 'asset_moved',
        description: 'An agent group names this customer.',
        customerId: to,
        resource: asset(assetId),
      },
    ]),
    ...removed.map(
      (row): Change => ({
        type: 'asset_decommissioned',
        description: `The manager no longer lists agent ${row.externalName}.`,
        customerId: row.customerId,
        resource: asset(row.assetId),
      }),
    ),
  ];
}

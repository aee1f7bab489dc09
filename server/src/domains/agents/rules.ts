import type { RemoteAgent } from '../../connectors/capabilities.ts';

/** Two looks this far apart must agree before a missing agent counts as removed. */
export const removalConfirmedAfterMs = 60 * 60_000;
/** A sign of life is written again only after this long: a fleet's heartbeats are no news. */
export const lastSeenEveryMs = 10 * 60_000;

export type AssetStatus = 'active' | 'inactive' | 'decommissioned';

/** The state of a host by its agent's; `null` when the manager does not say. */
export function assetStatusOf(status: RemoteAgent['status']): AssetStatus | null {
  if (status === 'unknown') return null;
  return status === 'active' ? 'active' : 'inactive';
}

/** The customer that the first telling group names, by code or alias; `null` when no group is a customer's. */
export function customerOfGroups(
  groups: readonly string[],
  byKey: (key: string) => { id: number } | null,
): number | null {
  for (const group of groups) {
    const found = byKey(group);
    if (found) return found.id;
  }
  return null;
}

export type KnownAgent = {
  assetId: number;
  externalId: string;
  /** The agent's state as last told; `missing` = not listed once, `removed` = confirmed. */
  status: string;
  /** When `status` was told first. */
  statusAt: Date;
};

/**
 * What follows from agents that a whole listing does not name: first they are missing, and an hour later removed. An
 * empty listing proves nothing, since every manager at least lists itself.
 */
export function judgeMissing<A extends KnownAgent>(
  known: readonly A[],
  listed: ReadonlySet<string>,
  now: Date,
): { missing: A[]; removed: A[] } {
  if (listed.size === 0) return { missing: [], removed: [] };
  const gone = known.filter((agent) => !listed.has(agent.externalId) && agent.status !== 'removed');
  const isConfirmed = (agent: A) =>
    agent.status === 'missing' && now.getTime() - agent.statusAt.getTime() >= removalConfirmedAfterMs;
  return {
    missing: gone.filter((agent) => agent.status !== 'missing'),
    removed: gone.filter(isConfirmed),
  };
}

/** What the console shows as the operating system of a host. */
export function systemLine(system: RemoteAgent['system']): string | null {
  if (!system?.name) return null;
  return system.version && !system.name.includes(system.version) ? `${system.name} ${system.version}` : system.name;
}

/** True when a newer sign of life is worth a write. */
export function isNewsOfLife(known: Date | null, told: Date | null): boolean {
  if (told === null) return false;
  return known === null || told.getTime() - known.getTime() >= lastSeenEveryMs;
}

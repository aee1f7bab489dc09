import type { Description, RemoteAgent } from '../capabilities.ts';
import { failureIn } from '../upstream/failure.ts';
import { toDate, toRemoteAgent } from './map.ts';
import type { Manager } from './session.ts';
import { Agent, AgentsPage, ApiInfo, agentFields, ClusterInfo, ClusterStatus } from './wire.ts';

/** Wazuh gives 500 by default and advises against more than 1,000 (api/configuration). */
const pageSize = 500;

export type ManagerFacts = Description & {
  /** The manager's own clock; `null` when it does not tell. */
  now: Date | null;
};

/**
 * Version, and the name under which the indexer keeps this manager's states: the cluster's, or without a cluster the host's.
 * @throws {Failure} `connection.forbidden` when the login may not read the cluster: a guessed name would make every asset twice.
 */
export async function describeManager(manager: Manager, signal?: AbortSignal): Promise<ManagerFacts> {
  const { data: info } = await manager.ask({ method: 'GET', path: '/', signal }, ApiInfo);
  const { data: cluster } = await manager.ask({ method: 'GET', path: '/cluster/status', signal }, ClusterStatus);
  const name = cluster.enabled === 'yes' ? await readClusterName(manager, signal) : (info.hostname ?? null);
  return {
    product: info.title,
    version: info.api_version.replace(/^v/, ''),
    instance: name,
    now: toDate(info.timestamp),
  };
}

async function readClusterName(manager: Manager, signal: AbortSignal | undefined): Promise<string | null> {
  const { data } = await manager.ask({ method: 'GET', path: '/cluster/local/info', signal }, ClusterInfo);
  return data.affected_items[0]?.cluster ?? null;
}

/** Every agent once, in the order of ids; ends also when the fleet shrinks meanwhile. */
export async function* listAgents(manager: Manager, signal?: AbortSignal): AsyncGenerator<RemoteAgent> {
  const { instance } = await describeManager(manager, signal);
  const seen = new Set<string>();
  for (let offset = 0, total = Number.POSITIVE_INFINITY; offset < total; ) {
    const query = { offset, limit: pageSize, sort: '+id', select: agentFields };
    const { data } = await manager
      .ask({ method: 'GET', path: '/agents', query, signal }, AgentsPage)
      .catch((error: unknown) => {
        throw failureIn(`Page ${Math.floor(offset / pageSize) + 1} of the agents`, error);
      });
    if (data.affected_items.length === 0) return;
    for (const item of data.affected_items) {
      const agent = Agent.safeParse(item).data;
      // An agent that moved to another page while we read comes twice.
      if (agent === undefined || seen.has(agent.id)) continue;
      seen.add(agent.id);
      yield toRemoteAgent(agent, instance);
    }
    offset += data.affected_items.length;
    total = data.total_affected_items;
  }
}

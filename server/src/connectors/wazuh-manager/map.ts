import type { AgentSystem, RemoteAgent } from '../capabilities.ts';
import type { Agent } from './wire.ts';

const statuses: readonly RemoteAgent['status'][] = ['active', 'disconnected', 'never_connected', 'pending'];

/** An agent as the manager lists it; words that stand for "not known" become `null`. */
export function toRemoteAgent(agent: Agent, instance: string | null): RemoteAgent {
  return {
    id: agent.id,
    name: agent.name ?? agent.id,
    instance,
    // "any" is what an agent registers with when its address may change.
    ip: agent.ip === 'any' ? null : (agent.ip ?? null),
    status: statuses.find((status) => status === agent.status) ?? 'unknown',
    version: agent.version?.replace(/^Wazuh v/, '') ?? null,
    system: toSystem(agent.os),
    groups: agent.group ?? [],
    node: agent.node_name === 'unknown' ? null : (agent.node_name ?? null),
    lastSeenAt: toDate(agent.lastKeepAlive),
    addedAt: toDate(agent.dateAdd),
  };
}

function toSystem(os: Agent['os']): AgentSystem | null {
  if (os === null || os === undefined || (os.name ?? null) === null) return null;
  return {
    name: os.name ?? null,
    version: os.version ?? null,
    platform: os.platform ?? null,
    // "Linux |host |5.8.0-45-generic |#51 … |x86_64"
    kernel: os.uname?.split('|')[2]?.trim() ?? null,
  };
}

/** A time of the manager, `2021-05-26T12:40:40Z` or `2021-05-26 12:40:08+00:00`; `null` for its own year 9999, which is no time. */
export function toDate(text: string | null | undefined): Date | null {
  const date = new Date(text?.replace(' ', 'T') ?? Number.NaN);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() >= 9999 ? null : date;
}

import type { Context } from '../access/index.ts';
import { type OpenConnection, runSources } from '../integrations/index.ts';
import { type JobDefinition, sourceOf, wholeRun } from '../jobs/index.ts';
import { type OnMove, syncAgents } from './service.ts';

export type AgentJobParts = { openConnection: OpenConnection; onMove: OnMove };

export type SyncAgentsOptions = AgentJobParts & {
  which?: 'due' | 'all';
  /** Only this one. */
  sourceId?: number;
  signal?: AbortSignal;
};

/** Reads the agents of the managers that are due, or of all, each in its turn; a manager that fails is one sentence. */
export async function syncAgentsNow(
  context: Context,
  { openConnection, onMove, which = 'all', sourceId, signal }: SyncAgentsOptions,
): Promise<{ sources: number; agents: number; errors: string[] }> {
  const outcomes = await runSources(
    context,
    { purpose: 'agents', which, sourceId, signal, openConnection },
    (source, capabilities, keepTurn) =>
      syncAgents(context, source, capabilities, { ...(signal ? { signal } : {}), onMove, keepTurn }),
  );
  return {
    sources: outcomes.length,
    agents: outcomes.reduce((sum, outcome) => sum + (outcome.counts?.read ?? 0), 0),
    errors: outcomes.flatMap(({ source, error }) => (error === null ? [] : [`${source.connectionName}: ${error}`])),
  };
}

/**
 * Reads the agents of managers: by loop of those that are due, on demand of all or of one. A run that was cut off starts
 * again: it asks a page for every 500 agents and writes only what differs.
 */
export const agentJobs = (parts: AgentJobParts): JobDefinition[] => [
  {
    name: 'sync-agents',
    description: 'Reads the agents of all connected managers now: state, system, groups, customer.',
    cron: null,
    run: async ({ context, params, signal }) =>
      wholeRun(await syncAgentsNow(context, { ...parts, ...sourceOf(params), signal })),
  },
  {
    name: 'watch-agents',
    description: 'Reads the agents of managers that are due.',
    cron: null,
    everyS: 30,
    // A loop keeps no history: a manager that fails says so at its source.
    run: async ({ context, signal }) => {
      const { errors: _, ...counts } = await syncAgentsNow(context, { ...parts, which: 'due', signal });
      return counts;
    },
  },
];

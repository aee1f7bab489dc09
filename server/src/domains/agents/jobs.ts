import type { Context } from '../access/index.ts';
import type { OpenConnection } from '../integrations/index.ts';
import type { JobContext, JobDefinition } from '../jobs/index.ts';
import { runSources } from './run.ts';
import { type OnMove, syncAgents } from './service.ts';

export type AgentJobParts = { openConnection: OpenConnection; onMove: OnMove };

export type SyncAgentsOptions = AgentJobParts & { which?: 'due' | 'all'; signal?: AbortSignal };

/** Reads the agents of the managers that are due, or of all, each in its turn; a manager that fails is one sentence. */
export async function syncAgentsNow(
  context: Context,
  { openConnection, onMove, which = 'all', signal }: SyncAgentsOptions,
): Promise<{ sources: number; agents: number; errors: string[] }> {
  const outcomes = await runSources(
    context,
    { purpose: 'agents', which, signal, openConnection },
    (source, capabilities, keepTurn) =>
      syncAgents(context, source, capabilities, { ...(signal ? { signal } : {}), onMove, keepTurn }),
  );
  return {
    sources: outcomes.length,
    agents: outcomes.reduce((sum, outcome) => sum + (outcome.counts?.read ?? 0), 0),
    errors: outcomes.flatMap(({ source, error }) => (error === null ? [] : [`${source.connectionName}: ${error}`])),
  };
}

const read = async (parts: AgentJobParts, { context, signal, log }: JobContext, which: 'due' | 'all') => {
  const { errors, ...counts } = await syncAgentsNow(context, { ...parts, which, signal });
  for (const error of errors) await log(error);
  return { ...counts, failed: errors.length };
};

/** Reads the agents of managers: by loop of those that are due, on demand of all. */
export const agentJobs = (parts: AgentJobParts): JobDefinition[] => [
  {
    name: 'sync-agents',
    description: 'Reads the agents of all connected managers now: state, system, groups, customer.',
    cron: null,
    run: (job) => read(parts, job, 'all'),
  },
  {
    name: 'watch-agents',
    description: 'Reads the agents of managers that are due.',
    cron: null,
    everyS: 30,
    run: (job) => read(parts, job, 'due'),
  },
];

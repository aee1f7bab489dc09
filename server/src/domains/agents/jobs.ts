import type { OpenConnection } from '../integrations/index.ts';
import type { JobContext, JobDefinition } from '../jobs/index.ts';
import { runSources } from './run.ts';
import { type OnMove, syncAgents } from './service.ts';

export type AgentJobParts = { openConnection: OpenConnection; onMove: OnMove };

const read = async (parts: AgentJobParts, { context, signal, log }: JobContext, which: 'due' | 'all') => {
  const { openConnection, onMove } = parts;
  const outcomes = await runSources(
    context,
    { purpose: 'agents', which, signal, openConnection },
    (source, capabilities, keepTurn) => syncAgents(context, source, capabilities, { signal, onMove, keepTurn }),
  );
  for (const { source, error } of outcomes) if (error !== null) await log(`${source.connectionName}: ${error}`);
  return {
    sources: outcomes.length,
    failed: outcomes.filter((outcome) => outcome.error !== null).length,
    agents: outcomes.reduce((sum, outcome) => sum + (outcome.counts?.read ?? 0), 0),
  };
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

import type { JobDefinition } from '../jobs/index.ts';
import type { OpenConnection } from '../integrations/index.ts';
import { runSources } from './run.ts';
import { type OnMove, syncAgents } from './service.ts';

export type AgentJobParts = { openConnection: OpenConnection; onMove: OnMove };

/** Reads the agents of every manager that is due; asked for by a person, of all of them. */
export function agentJobs(parts: AgentJobParts): JobDefinition[] {
  return [
    {
      name: 'sync-agents',
      description: 'Reads the agents of connected managers: state, system, groups, customer.',
      cron: null,
      everyS: 30,
      run: async ({ context, params, signal, log }) => {
        const outcomes = await runSources(
          context,
          { purpose: 'agents', which: params['all'] === true ? 'all' : 'due', signal, openConnection: parts.openConnection },
          (source, capabilities) => syncAgents(context, source, capabilities, { signal, onMove: parts.onMove }),
        );
        for (const { source, error } of outcomes) if (error !== null) await log(`${source.name}: ${error}`);
        return {
          sources: outcomes.length,
          failed: outcomes.filter((outcome) => outcome.error !== null).length,
          agents: outcomes.reduce((sum, outcome) => sum + (outcome.counts?.read ?? 0), 0),
        };
      },
    },
  ];
}

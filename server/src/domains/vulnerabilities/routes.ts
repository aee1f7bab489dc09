import { findingRoutes as contract } from '@watchfloor/contract';
import { type Binding, on } from '../../http/binding.ts';
import { shareAnswers } from '../../lib/answers.ts';
import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId, toId } from '../../lib/ids.ts';
import { exportFindingGroups, exportFindings } from './list/export.ts';
import * as service from './list/service.ts';

/** The routes of findings. Equal questions for counts share one answer for two seconds. */
export function findingRoutes(parts: { clock: Clock }): Binding[] {
  const share = shareAnswers<service.FindingCounts>(parts.clock);
  return [
    on(contract.listFindings, (context, { query }) => service.listFindings(context, query)),
    on(contract.listFindingGroups, (context, { query }) => service.listGroups(context, query)),
    on(contract.countFindings, (context, { query }) =>
      share(JSON.stringify([query.q, query.lens, context.actor.scope.customers]), () =>
        service.countFindings(context, query),
      ),
    ),
    on(contract.exportFindings, (context, { query }) => exportFindings(context, query)),
    on(contract.exportFindingGroups, (context, { query }) => exportFindingGroups(context, query)),
    on(contract.getFinding, (context, { params }) => {
      const id = fromId('finding', params.findingId);
      if (id === null) throw new Failure('finding.not_found', 'There is no such finding.');
      return service.getFinding(context, id);
    }),
    on(contract.findFindingByNumber, async (context, { params }) => ({
      id: toId('finding', await service.findByNumber(context, params.number)),
    })),
  ];
}

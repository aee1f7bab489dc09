import * as contract from '@watchfloor/contract';
import { type Binding, on } from '../../../http/binding.ts';
import { shareAnswers } from '../../../lib/answers.ts';
import type { Clock } from '../../../lib/clock.ts';
import { fromId } from '../../../lib/ids.ts';
import { listAlertEvents } from '../events/service.ts';
import { changeAlert, changeAlerts, listVerdictReasons, undoOperation } from './change.service.ts';
import { getAlert } from './detail.service.ts';
import { exportAlertGroups, exportAlerts } from './export.ts';
import { type Counted, countAlerts } from './facets.service.ts';
import { absent, type Beside, findAlertByNumber, listAlerts } from './list.service.ts';

function alertNumber(id: string): number {
  const number = fromId('alert', id);
  if (number === null) throw absent();
  return number;
}

/** All routes of the queue. What does not depend on who asks, but on what they may see, is shared for as long as `clock` says. */
export function alertRoutes(parts: { clock: Clock }): Binding[] {
  const shareCounts = shareAnswers<Counted>(parts.clock);
  const shareBeside = shareAnswers<Beside>(parts.clock);
  return [
    on(contract.listAlerts, (context, { query }) => listAlerts(context, query, shareBeside)),
    on(contract.countAlerts, (context, { query }) => countAlerts(context, query, shareCounts)),
    on(contract.exportAlerts, (context, { query }) => exportAlerts(context, query)),
    on(contract.exportAlertGroups, (context, { query }) => exportAlertGroups(context, query)),
    on(contract.findAlertByNumber, (context, { params }) => findAlertByNumber(context, params.number)),
    on(contract.getAlert, async (context, { params }, exchange) => {
      const alert = await getAlert(context, alertNumber(params.alertId));
      exchange.setVersion(alert.version);
      return alert;
    }),
    on(contract.listAlertEvents, async (context, { params, query }) =>
      listAlertEvents(context, alertNumber(params.alertId), query),
    ),
    on(contract.assignAlert, (context, { params, body }) =>
      changeAlert(context, params.alertId, { kind: 'assign', assignee: body.assignee }),
    ),
    on(contract.closeAlert, (context, { params, body }) =>
      changeAlert(context, params.alertId, { kind: 'close', ...body }),
    ),
    on(contract.reopenAlert, (context, { params }) => changeAlert(context, params.alertId, { kind: 'reopen' })),
    on(contract.changeAlerts, (context, { body }) => changeAlerts(context, body.select, body.action)),
    on(contract.undoOperation, (context, { params }) => undoOperation(context, params.operationId)),
    on(contract.listVerdictReasons, async (context) => ({ items: await listVerdictReasons(context) })),
  ];
}

import { parkedRoutes as contract } from '@watchfloor/contract';
import { type Binding, on } from '../../../http/binding.ts';
import { exportParked } from './export.ts';
import { listParked, type ReplayParts, replayParked } from './service.ts';

/** The list of parked events and their replay. */
export function parkedRoutes(parts: ReplayParts): Binding[] {
  return [
    on(contract.listParked, (context, { query }) => listParked(context, query)),
    on(contract.exportParked, (context, { query }) => exportParked(context, query.reason)),
    on(contract.replayParked, (context, { body }) => replayParked(context, parts, body)),
  ];
}

import { workspaceRoutes as contract } from '@watchfloor/contract';
import { type Binding, on } from '../../http/binding.ts';
import { fromId } from '../../lib/ids.ts';
import * as service from './service.ts';

export function workspaceRoutes(): Binding[] {
  return [
    on(contract.listViews, async (context, { query }) => ({ items: await service.listViews(context, query.screen) })),
    on(contract.saveView, (context, { body }) => service.saveView(context, body)),
    on(contract.deleteView, (context, { params }) => service.deleteView(context, fromId('view', params.viewId) ?? -1)),
  ];
}

import { z } from 'zod';
import { ViewId } from './common.ts';
import { defineRoute } from './route.ts';

export const viewScreens = ['alerts', 'findings'] as const;
/** Slugs of the views that a screen brings along; a saved view gets none of them. */
export const builtInViews = { alerts: ['mine', 'unassigned', 'open'], findings: [] } as const satisfies Record<
  (typeof viewScreens)[number],
  readonly string[]
>;
const State = z
  .record(z.string().max(32), z.string().max(2_000))
  .describe('The URL parameters that the view stands for.');

export const SavedView = z
  .object({
    id: ViewId,
    screen: z.enum(viewScreens),
    slug: z.string(),
    name: z.string(),
    state: State,
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof SavedView>;

export const listViews = defineRoute({
  method: 'GET',
  path: '/api/v1/views',
  operationId: 'listViews',
  summary: 'Your own views of a screen, in their order; nobody else sees them.',
  access: { signedIn: true },
  query: z.object({ screen: z.enum(viewScreens) }),
  reply: z.object({ items: z.array(SavedView) }),
  errors: [],
});

export const saveView = defineRoute({
  method: 'POST',
  path: '/api/v1/views',
  operationId: 'saveView',
  summary: 'Saves the state of a screen under a name; the same name of yours is overwritten.',
  access: { signedIn: true },
  body: z.object({
    screen: z.enum(viewScreens),
    name: z.string().trim().min(1).max(64),
    state: State,
  }),
  reply: SavedView,
  errors: [],
});

export const deleteView = defineRoute({
  method: 'DELETE',
  path: '/api/v1/views/:viewId',
  operationId: 'deleteView',
  summary: 'Deletes a view of yours.',
  access: { signedIn: true },
  params: z.object({ viewId: ViewId }),
  errors: ['view.not_found'],
});

export const workspaceRoutes = { listViews, saveView, deleteView };

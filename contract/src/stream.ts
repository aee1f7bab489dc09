import { defineRoute } from './route.ts';

/** What the stream says: the topic, whose rows changed, and which when they are few. Never the rows themselves. */
export const streamTopics = ['alerts', 'findings', 'customers', 'connections', 'runs', 'parked', 'settings'] as const;

/** Told once, without contents, to who comes back too late or with an id that is not ours: what they hold may be old, all of it. */
export const streamReload = 'reload';

export const streamChanges = defineRoute({
  method: 'GET',
  path: '/api/v1/stream',
  operationId: 'streamChanges',
  summary:
    'Changes inside the scope as server-sent events; `Last-Event-ID` resumes without a gap, for a day; later the first event is `reload`.',
  access: { signedIn: true },
  stream: 'events',
  errors: ['session.missing'],
});

export const streamRoutes = { streamChanges };

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { asProblem } from '../lib/problem.ts';
import { ask } from '../lib/queries.ts';
import { parseSearch, stringifySearch, texts } from '../lib/search.ts';
import { lensOf } from '../lib/session.ts';
import { ErrorState } from '../ui/states.tsx';
import { LostPage } from './lost-page.tsx';
import { Shell } from './shell.tsx';

type Context = {
  client: QueryClient;
  /** Over when the page in the address has what it shows first, or has waited long enough. */
  early: Promise<unknown>;
};

/** How long the first page waits for its rows. */
const earlyMs = 400;

const root = createRootRouteWithContext<Context>()({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('./login-page.tsx'), 'LoginPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: texts('token'),
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
});

/** Everything behind the session. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  validateSearch: texts('lens'),
  search: { middlewares: [retainSearchParams(['lens'])] },
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(ask('getSession', {}));
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== 'session.missing') throw problem;
      const { isNeeded } = await context.client.fetchQuery(ask('getSetup', {}));
      throw isNeeded ? redirect({ to: '/setup' }) : redirect({ to: '/login', search: { next: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('../domains/home/index.tsx'), 'HomePage'),
});
const loadAlerts = () => import('../domains/incidents/index.tsx');
const alertsPage = lazyRouteComponent(loadAlerts, 'AlertsPage');
/** A page that is drawn once, with its rows, instead of first without them. */
const withRows = { loader: ({ context }: { context: Context }) => context.early, pendingMs: Number.POSITIVE_INFINITY };
const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  validateSearch: texts('q', 'sort', 'group', 'sel'),
  component: alertsPage,
  ...withRows,
});
const alertsView = createRoute({
  getParentRoute: () => inside,
  path: '/alerts/v/$slug',
  validateSearch: texts('q', 'sort', 'group', 'sel'),
  component: alertsPage,
  ...withRows,
});
const alert = createRoute({
  getParentRoute: () => inside,
  path: '/a/$number',
  component: lazyRouteComponent(loadAlerts, 'AlertPage'),
});
const loadFindings = () => import('../domains/vulnerabilities/index.tsx');
const findingsPage = lazyRouteComponent(loadFindings, 'FindingsPage');
const findings = createRoute({
  getParentRoute: () => inside,
  path: '/findings',
  validateSearch: texts('q', 'by', 'sel', 'open', 'view'),
  component: findingsPage,
});
const finding = createRoute({
  getParentRoute: () => inside,
  path: '/f/$number',
  component: lazyRouteComponent(loadFindings, 'FindingPage'),
});
const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  validateSearch: texts('q', 'sel', 'new'),
  component: lazyRouteComponent(() => import('../domains/customers/index.tsx'), 'CustomersPage'),
});
const health = createRoute({
  getParentRoute: () => inside,
  path: '/platform/health',
  validateSearch: texts('reason', 'job', 'run', 'sel'),
  component: lazyRouteComponent(() => import('../domains/health/index.tsx'), 'HealthPage'),
});
const connectors = createRoute({
  getParentRoute: () => inside,
  path: '/platform/connectors',
  validateSearch: texts('sel'),
  component: lazyRouteComponent(() => import('../domains/integrations/index.tsx'), 'ConnectorsPage'),
});
const connect = createRoute({
  getParentRoute: () => inside,
  path: '/platform/connectors/new',
  validateSearch: texts('kind'),
  component: lazyRouteComponent(() => import('../domains/integrations/index.tsx'), 'ConnectPage'),
});

/** Any other address: inside the frame, so that the way on is where it always is. */
const lost = createRoute({ getParentRoute: () => inside, path: '$', component: LostPage });

const tree = root.addChildren([
  login,
  setup,
  inside.addChildren([
    home,
    alerts,
    alertsView,
    alert,
    findings,
    finding,
    customers,
    health,
    connectors,
    connect,
    lost,
  ]),
]);

/** Starts at once, instead of one after the other, what the page in the address will ask for. */
async function loadEarly(client: QueryClient): Promise<void> {
  const { pathname, search } = location;
  const load = pathname.startsWith('/alerts') ? loadAlerts : pathname.startsWith('/findings') ? loadFindings : null;
  if (load === null) return;
  const [page, { customers, permissions }] = await Promise.all([load(), client.ensureQueryData(ask('getSession', {}))]);
  if (!('readQueue' in page) || !permissions.includes('alert:read')) return;
  const written = parseSearch(search);
  const rows = page.readQueue(client, pathname.split('/')[3], written, lensOf(written.lens, customers).param);
  await Promise.race([rows, new Promise((resolve) => setTimeout(resolve, earlyMs))]);
}

/** The router over one cache. Leaving a session behind lands on the sign-in page with the way back. */
export function makeRouter(client: QueryClient) {
  // What fails here is told by the page, which asks again.
  const early = loadEarly(client).catch(() => undefined);
  const router = createRouter({
    routeTree: tree,
    context: { client, early },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultErrorComponent: ({ error, reset }) => <ErrorState problem={asProblem(error)} onRetry={reset} />,
  });
  client.getQueryCache().config.onError = (error, query) => {
    if (asProblem(error).code !== 'session.missing' || query.queryKey[0] === 'getSession') return;
    client.removeQueries({ queryKey: ['getSession'] });
    void router.invalidate();
  };
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

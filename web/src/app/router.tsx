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
import { ErrorState } from '../ui/states.tsx';
import { LostPage } from './lost-page.tsx';
import { Shell } from './shell.tsx';

type Context = { client: QueryClient };

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: LostPage });

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
const alertsPage = lazyRouteComponent(() => import('../domains/incidents/index.tsx'), 'AlertsPage');
const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  validateSearch: texts('q', 'sort', 'group', 'sel'),
  component: alertsPage,
});
const alertsView = createRoute({
  getParentRoute: () => inside,
  path: '/alerts/v/$slug',
  validateSearch: texts('q', 'sort', 'group', 'sel'),
  component: alertsPage,
});
const alert = createRoute({
  getParentRoute: () => inside,
  path: '/a/$number',
  component: lazyRouteComponent(() => import('../domains/incidents/index.tsx'), 'AlertPage'),
});
const findingsPage = lazyRouteComponent(() => import('../domains/vulnerabilities/index.tsx'), 'FindingsPage');
const findings = createRoute({
  getParentRoute: () => inside,
  path: '/findings',
  validateSearch: texts('q', 'by', 'sel', 'open', 'view'),
  component: findingsPage,
});
const finding = createRoute({
  getParentRoute: () => inside,
  path: '/f/$number',
  component: lazyRouteComponent(() => import('../domains/vulnerabilities/index.tsx'), 'FindingPage'),
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

const tree = root.addChildren([
  login,
  setup,
  inside.addChildren([home, alerts, alertsView, alert, findings, finding, customers, health, connectors, connect]),
]);

/** Starts loading the code of the page in the address and the session at once, instead of one after the other. */
function loadEarly(client: QueryClient, path: string): void {
  const page = path.startsWith('/alerts') ? alertsPage : path.startsWith('/findings') ? findingsPage : null;
  if (page === null) return;
  void client.prefetchQuery(ask('getSession', {}));
  // A failed load shows when the page is opened.
  page.preload?.()?.catch(() => undefined);
}

/** The router over one cache. Leaving a session behind lands on the sign-in page with the way back. */
export function makeRouter(client: QueryClient) {
  loadEarly(client, location.pathname);
  const router = createRouter({
    routeTree: tree,
    context: { client },
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

import { accessRoutes } from './access.ts';
import { customerRoutes } from './customers.ts';
import { healthRoutes } from './health.ts';
import { alertRoutes } from './incidents.ts';
import { integrationRoutes } from './integrations.ts';
import { jobRoutes } from './jobs.ts';
import { settingsRoutes } from './settings.ts';
import { parkedRoutes } from './siem.ts';
import { streamRoutes } from './stream.ts';
import { findingRoutes } from './vulnerabilities.ts';
import { workspaceRoutes } from './workspace.ts';

export * from './access.ts';
export * from './common.ts';
export * from './customers.ts';
export * from './errors.ts';
export * from './health.ts';
export * from './incidents.ts';
export * from './integrations.ts';
export * from './jobs.ts';
export * from './permissions.ts';
export * from './route.ts';
export * from './settings.ts';
export * from './siem.ts';
export * from './stream.ts';
export * from './vulnerabilities.ts';
export * from './workspace.ts';

/** Every operation of the API, by its operation id. */
export const routes = {
  ...accessRoutes,
  ...customerRoutes,
  ...alertRoutes,
  ...findingRoutes,
  ...workspaceRoutes,
  ...integrationRoutes,
  ...healthRoutes,
  ...parkedRoutes,
  ...jobRoutes,
  ...settingsRoutes,
  ...streamRoutes,
} as const;

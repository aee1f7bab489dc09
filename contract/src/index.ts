import { accessRoutes } from './access.ts';
import { alertRoutes } from './alerts.ts';
import { customerRoutes } from './customers.ts';
import { findingRoutes } from './findings.ts';
import { integrationRoutes } from './integrations.ts';
import { operationRoutes } from './operations.ts';
import { workspaceRoutes } from './workspace.ts';

export * from './access.ts';
export * from './alerts.ts';
export * from './common.ts';
export * from './customers.ts';
export * from './errors.ts';
export * from './findings.ts';
export * from './integrations.ts';
export * from './operations.ts';
export * from './permissions.ts';
export * from './route.ts';
export * from './workspace.ts';

/** Every operation of the API, by its operation id. */
export const routes = {
  ...accessRoutes,
  ...customerRoutes,
  ...alertRoutes,
  ...findingRoutes,
  ...workspaceRoutes,
  ...integrationRoutes,
  ...operationRoutes,
} as const;

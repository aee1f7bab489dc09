import {
  alertGroupings as alertGroupingsValue,
  alertSorts as alertSortsValue,
  alertStatuses as alertStatusesValue,
  builtInViews as builtInViewsValue,
  customerHues as customerHuesValue,
  findingStatuses as findingStatusesValue,
  parkReasons as parkReasonsValue,
  routes,
  severities as severitiesValue,
  streamReload as streamReloadValue,
  streamTopics as streamTopicsValue,
  verdicts as verdictsValue,
} from '@watchfloor/contract';

/*
 * The one place where the web takes values, not only types, from the contract. A build replaces this module by what
 * it exports (vite/contract-values.ts), therefore every export is plain data.
 */

export type Routes = typeof routes;
export type OperationName = keyof Routes;
export type RouteAddress = { method: string; path: string; stream?: 'events' | 'csv' };

const address = (route: { method: string; path: string; stream?: 'events' | 'csv' }): RouteAddress =>
  route.stream
    ? { method: route.method, path: route.path, stream: route.stream }
    : { method: route.method, path: route.path };

/** Method and path of every operation, by its operation id. */
export const routeTable = Object.fromEntries(
  Object.entries(routes).map(([name, route]) => [name, address(route)]),
) as Record<OperationName, RouteAddress>;

export const severities = severitiesValue;
export const verdicts = verdictsValue;
export const alertStatuses = alertStatusesValue;
export const alertSorts = alertSortsValue;
export const alertGroupings = alertGroupingsValue;
export const builtInViews = builtInViewsValue;
export const findingStatuses = findingStatusesValue;
export const parkReasons = parkReasonsValue;
export const customerHues = customerHuesValue;
export const streamReload = streamReloadValue;
export const streamTopics = streamTopicsValue;

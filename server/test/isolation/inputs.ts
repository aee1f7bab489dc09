import type { Route } from '@watchfloor/contract';
import { toId } from '../../src/lib/ids.ts';
import type { LooseInput } from '../call.ts';
import type { MatrixCaller } from './callers.ts';
import { foreignWord, hiddenWord, type World } from './world.ts';

/** Whose thing an input names. `null` answers of the makers mean: there is no such thing for this caller. */
export type Target = 'own' | 'foreign' | 'absent';

const absent = 9_999_999;
type Maker = (world: World, caller: MatrixCaller, target: Target) => string | null;

/** A thing of the own or of the foreign customer; to whoever sees all, nothing is foreign. */
const thing =
  (kind: Parameters<typeof toId>[0], pick: (side: World['own']) => number): Maker =>
  (world, caller, target) => {
    if (target === 'absent') return toId(kind, absent);
    if (target === 'own') return caller.sees === 'nothing' ? null : toId(kind, pick(world.own));
    return caller.sees === 'all' ? null : toId(kind, pick(world.foreign));
  };

const alertId: Maker = (world, caller, target) =>
  target === 'foreign' && caller.isTagged
    ? toId('alert', world.hiddenAlert.id)
    : thing('alert', (side) => side.alert)(world, caller, target);

const number = (mark: string) =>
  mark.includes('-F-') ? `${mark.split('-')[0]}-F-${absent}` : `${mark.split('-')[0]}-${absent}`;

/** How each parameter of an address is filled; a name that is not here is one that the matrix cannot cover. */
export const paramMakers: Readonly<Record<string, Maker>> = {
  alertId,
  findingId: thing('finding', (side) => side.finding),
  customerId: thing('customer', (side) => side.customer.id),
  aliasId: thing('alias', (side) => side.alias),
  connectionId: thing('connection', (side) => side.connection),
  sourceId: thing('source', (side) => side.source),
  // Runs are of the installation: only who sees all customers sees them.
  runId: (world, caller, target) =>
    target === 'absent'
      ? toId('run', absent)
      : (target === 'own') === (caller.sees === 'all')
        ? toId('run', world.run)
        : null,
  // Personal things are foreign to everybody else, whatever their role.
  viewId: (world, _caller, target) =>
    target === 'own' ? null : toId('view', target === 'absent' ? absent : world.somebodysView),
  operationId: (world, _caller, target) =>
    target === 'own' ? null : toId('operation', target === 'absent' ? absent : world.somebodysOperation),
  job: (_world, _caller, target) => (target === 'own' ? 'tidy-runs' : target === 'absent' ? 'no-such-job' : null),
  key: (_world, _caller, target) => (target === 'absent' ? 'whk_nobody_knows_this_key_at_all' : null),
};

const numberMaker =
  (pick: (side: World['own']) => string): Maker =>
  (world, caller, target) => {
    if (target === 'absent') return number(pick(world.own));
    if (target === 'own') return caller.sees === 'nothing' ? null : pick(world.own);
    return caller.sees === 'all' ? null : pick(world.foreign);
  };
const numberMakers: Readonly<Record<string, Maker>> = {
  findAlertByNumber: (world, caller, target) =>
    target === 'foreign' && caller.isTagged
      ? world.hiddenAlert.number
      : numberMaker((side) => side.alertNumber)(world, caller, target),
  findFindingByNumber: numberMaker((side) => side.findingNumber),
};

/** The maker of one parameter of one route. */
export const makerOf = (route: Route, param: string): Maker | undefined =>
  param === 'number' ? numberMakers[route.operationId] : paramMakers[param];

type BodyMaker = (world: World, caller: MatrixCaller, target: Target) => unknown;
const close = { kind: 'close', verdict: 'true_positive' };
const idsOf =
  (maker: Maker): BodyMaker =>
  (world, caller, target) => {
    const id = maker(world, caller, target);
    return id === null ? null : { ids: [id] };
  };

/** Bodies that a route takes; `null` = nothing to try for this target. A route with a body that is not here cannot be covered. */
export const bodyMakers: Readonly<Record<string, BodyMaker>> = {
  completeSetup: () => ({
    token: 'not-a-token',
    username: 'mallory',
    email: 'mallory@kestrel.example',
    password: 'four words of a phrase',
    organisation: 'Mallory',
  }),
  login: () => ({ username: 'nobody', password: 'four words of a phrase' }),
  changePassword: () => ({ current: 'not the present one', next: 'four words of a phrase' }),
  createCustomer: () => ({ code: 'planted-by-matrix', name: 'Planted' }),
  updateCustomer: () => ({ name: 'Renamed by the matrix' }),
  addAlias: () => ({ value: 'alias-of-the-matrix' }),
  assignAlert: () => ({ assignee: 'me' }),
  closeAlert: () => ({ verdict: 'true_positive' }),
  changeAlerts: (world, caller, target) => {
    const select = idsOf(alertId)(world, caller, target);
    return select === null ? null : { select, action: close };
  },
  saveView: () => ({ screen: 'alerts', name: 'View of the matrix', state: { q: 'status:open' } }),
  probeDraft: () => ({ url: 'http://127.0.0.1:9' }),
  createConnection: (world, _caller, target) => ({
    kind: 'wazuh-indexer',
    url: 'http://127.0.0.1:9',
    customerId: toId('customer', target === 'absent' ? absent : world.foreign.customer.id),
  }),
  createWebhook: (world, _caller, target) => ({
    name: 'Hook',
    customerId: toId('customer', target === 'absent' ? absent : world.foreign.customer.id),
  }),
  updateConnection: () => ({ name: 'Renamed by the matrix' }),
  updateSource: () => ({ minLevel: 3 }),
  receiveWebhook: () => ({ rule: { level: 12 } }),
  replayParked: idsOf(thing('parked', (side) => side.parked)),
  updateSettings: () => ({ runRetentionDays: 31 }),
  updateSchedule: () => ({ isEnabled: false }),
};

const groupings = ['rule', 'host', 'customer', 'fix', 'cve', 'asset'];

/** Bodies that choose what is out of sight by a query, each with one that chooses nothing. */
export const choicesOf = (route: Route, caller: MatrixCaller): [LooseInput, LooseInput][] => {
  if (route.operationId !== 'changeAlerts') return [];
  const choose = (q: string): LooseInput => ({ body: { select: { q }, action: close } });
  const unseen = [...(caller.isTagged ? [hiddenWord] : []), ...(caller.sees === 'all' ? [] : [foreignWord])];
  return unseen.map((word) => [choose(word), choose('inventedword')]);
};

/** Routes that are not asked once they are open to a caller, each with where it is told instead what they give away. */
export const notAsked: Readonly<Record<string, string>> = {
  completeSetup: 'takes a proof and names nothing: access/setup.test.ts',
  login: 'takes a proof and names nothing: access/session.test.ts',
  logout: 'ends the session of the next cell: access/session.test.ts',
  receiveWebhook: 'its key is the proof: incidents/webhook',
  startJob: 'works for all customers, for those who see them all: isolation.test.ts',
  streamChanges: 'has no end: jobs/stream.test.ts',
};

/** Queries beyond the empty one: required parameters, each grouping, and attempts to name what is foreign. */
export const queriesOf = (route: Route): Record<string, string>[] => {
  const shape = route.query?.shape ?? {};
  const needed: Record<string, string> = 'screen' in shape ? { screen: 'alerts' } : {};
  return [
    needed,
    ...('lens' in shape ? [{ ...needed, lens: foreignWord }] : []),
    ...groupings.filter((by) => shape.by?.safeParse(by).success).map((by) => ({ ...needed, by })),
    ...('q' in shape ? [{ ...needed, q: 'lens' in shape ? `customer:${foreignWord}` : foreignWord }] : []),
  ];
};

/** Why the matrix cannot cover a route, or `null` when it can. */
export function whyUncovered(route: Route): string | null {
  if (!['permission', 'signedIn', 'public'].some((kind) => kind in route.access))
    return 'it does not say who may call it';
  const unknown = Object.keys(route.params?.shape ?? {}).filter((param) => makerOf(route, param) === undefined);
  if (unknown.length > 0)
    return `it has no foreign object for the parameter ${unknown.join(', ')} (isolation/inputs.ts)`;
  if (route.body && !(route.operationId in bodyMakers)) return 'it has no body for it (isolation/inputs.ts)';
  if (route.query && !route.query.safeParse(queriesOf(route)[0]).success)
    return 'it does not know a required parameter of its query (isolation/inputs.ts)';
  return null;
}

/** One way to fill the address and the body of a route for a target; `null` when this caller has no such thing. */
export function inputOf(
  route: Route,
  world: World,
  caller: MatrixCaller,
  target: Target,
  only?: string,
): LooseInput | null {
  const params: Record<string, string> = {};
  for (const param of Object.keys(route.params?.shape ?? {})) {
    const value = makerOf(route, param)?.(world, caller, only === undefined || only === param ? target : 'own') ?? null;
    if (value === null) return null;
    params[param] = value;
  }
  const body = route.body ? bodyMakers[route.operationId]?.(world, caller, target) : undefined;
  if (body === null) return null;
  return { params, ...(body === undefined ? {} : { body }) };
}

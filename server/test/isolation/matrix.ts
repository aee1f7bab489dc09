import type { Route } from '@watchfloor/contract';
import { type Answer, type LooseInput, send } from '../call.ts';
import { isWalled, type MatrixCaller } from './callers.ts';
import { choicesOf, inputOf, notAsked, queriesOf, type Target, whyUncovered } from './inputs.ts';
import { stateOf } from './state.ts';
import { foreignIds, ownWord, type World } from './world.ts';

export type MatrixReport = { routes: number; covered: string[]; cells: number; leaks: string[] };

/**
 * Sends every route as every caller at things of its own, of others and at nothing, and lists what should not have been.
 * A route is covered when it was asked, and asked by somebody from whom something is hidden where they may call it.
 */
export async function runMatrix(
  world: World,
  callers: readonly MatrixCaller[],
  routes: readonly Route[],
): Promise<MatrixReport> {
  const report: MatrixReport = { routes: routes.length, covered: [], cells: 0, leaks: [] };
  const before = await stateOf(world);
  for (const route of routes) {
    const why = whyUncovered(route);
    if (why !== null) {
      report.leaks.push(`${route.operationId}: the matrix does not know how to cover it: ${why}`);
      continue;
    }
    const asking: MatrixCaller[] = [];
    for (const caller of callers) {
      const cells = report.cells;
      await coverCell(world, caller, route, report);
      if (report.cells > cells) asking.push(caller);
    }
    const walled = callers.filter((caller) => isWalled(caller) && refusalOf(route, caller) === null);
    const isAsked = asking.some((caller) => walled.length === 0 || walled.includes(caller));
    if (isAsked || route.operationId in notAsked) report.covered.push(route.operationId);
    else report.leaks.push(`${route.operationId}: nobody who may call it and sees a part only has asked it`);
    const after = await stateOf(world);
    for (const [rows, digest] of Object.entries(after))
      if (before[rows] !== digest) report.leaks.push(`${route.operationId}: changed ${rows}`);
    Object.assign(before, after);
  }
  return report;
}

async function coverCell(world: World, caller: MatrixCaller, route: Route, report: MatrixReport): Promise<void> {
  const at = `${route.operationId} as ${caller.name}`;
  const leak = (what: string) => report.leaks.push(`${at}: ${what}`);
  const refusal = refusalOf(route, caller);
  const ask = async (input: LooseInput) => {
    report.cells++;
    const answer = await askRoute(world, caller, route, input);
    if (answer.status >= 500) leak(`fails with ${answer.text}`);
    return answer;
  };
  if (refusal !== null) {
    for (const target of ['own', 'foreign', 'absent'] as const) {
      const answer = await ask(
        inputOf(route, world, { ...caller, sees: 'own' }, target) ?? inputOf(route, world, caller, 'absent') ?? {},
      );
      if (answer.outcome !== refusal) leak(`${target} answers ${answer.outcome} and not ${refusal}`);
    }
    return;
  }
  if (route.stream === 'events' || route.operationId in notAsked) return;
  if (!isWalled(caller) && route.method !== 'GET' && !isPersonal(route)) return;
  for (const [foreign, absent] of pairs(route, world, caller)) {
    const [one, other] = [await ask(foreign), await ask(absent)];
    const names = Object.keys(foreign.params ?? {});
    if (one.status < 300 && names.length > 0) leak(`reaches the foreign thing ${JSON.stringify(foreign.params)}`);
    if (told(one) !== told(other)) leak(`a foreign thing answers ${told(one)}, an absent one ${told(other)}`);
  }
  if (route.method !== 'GET') return;
  const own = inputOf(route, world, caller, 'own');
  if (own === null) return;
  for (const query of queriesOf(route)) {
    const answer = await ask({ ...own, query });
    if (answer.status >= 400 && answer.status < 500 && query === queriesOf(route)[0])
      leak(`its own answers ${answer.outcome}`);
    for (const word of [
      ...caller.forbidden,
      ...(caller.sees === 'all' ? [] : foreignIds(world).map((id) => `"${id}"`)),
    ])
      if (answer.status < 400 && answer.text.toLowerCase().includes(word))
        leak(`tells ${word} for ${JSON.stringify(query)}`);
  }
}

/** What must be answered before anything else is looked at, or `null` when the caller may ask. */
function refusalOf(route: Route, caller: MatrixCaller): string | null {
  if ('public' in route.access) return null;
  if (caller.user === null) return 'session.missing';
  if ('permission' in route.access && !caller.permissions.includes(route.access.permission))
    return 'permission.missing';
  return null;
}

/** Foreign inputs each with the absent one of the same shape: all parameters at once, then one at a time. */
function pairs(route: Route, world: World, caller: MatrixCaller): [LooseInput, LooseInput][] {
  const names = Object.keys(route.params?.shape ?? {});
  if (names.length === 0 && !route.body) return [];
  const only = names.length > 1 ? [undefined, ...names] : [undefined];
  const named = only.flatMap((name): [LooseInput, LooseInput][] => {
    const make = (target: Target) => inputOf(route, world, caller, target, name);
    const [foreign, absent] = [make('foreign'), make('absent')];
    return foreign === null || absent === null ? [] : [[foreign, absent]];
  });
  return [...named, ...choicesOf(route, caller)];
}

const isPersonal = (route: Route) => ['viewId', 'operationId'].some((param) => param in (route.params?.shape ?? {}));

/** What an answer tells beyond its address and trace: equal answers tell nothing apart. */
function told(answer: Answer<unknown>): string {
  if (answer.status < 400) return `${answer.status} ${answer.text.replace(/"operationId":"[^"]*"|"id":"[^"]*"/g, '')}`;
  const { code, detail, title, errors } = answer.problem;
  return JSON.stringify([answer.status, code, title, detail, errors]);
}

async function askRoute(world: World, caller: MatrixCaller, route: Route, input: LooseInput): Promise<Answer<unknown>> {
  const first = queriesOf(route)[0] ?? {};
  return send(world.app.http, caller.user, route, { query: first, ...input });
}

/** What each caller gets from each reading route, without the moments that move by themselves. */
export async function readAll(
  world: World,
  callers: readonly MatrixCaller[],
  routes: readonly Route[],
): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const caller of callers)
    for (const route of routes.filter(
      (one) =>
        one.method === 'GET' &&
        one.stream !== 'events' &&
        whyUncovered(one) === null &&
        refusalOf(one, caller) === null,
    )) {
      const own = inputOf(route, world, caller, 'own');
      if (own === null) continue;
      const answer = await askRoute(world, caller, route, own);
      answers.set(
        `${route.operationId} as ${caller.name}`,
        answer.text.replace(/"(asOf|expiresAt|sizeBytes|lastRun)":("[^"]*"|[\d.]+|null)/g, ''),
      );
    }
  return answers;
}

/** True when an answer shows something of the own customer, so that its silence about others means something. */
export const showsOwn = (text: string) => text.toLowerCase().includes(ownWord);

import type { Context } from '../domains/access/index.ts';
import { createCustomer } from '../domains/customers/index.ts';
import { dedupeKey } from '../domains/incidents/index.ts';
import { fromId } from '../lib/ids.ts';
import {
  type AlertKey,
  alertEvents,
  alertOutcomes,
  buildDemoWorld,
  type DemoEvent,
  type DemoOutcome,
  type DemoSnapshot,
  type DemoWorld,
  exploits,
  findingSnapshots,
  type Reason,
} from './generator/index.ts';
import * as store from './store.ts';

/** The pipelines that real data takes; the demo takes the same. */
export type DemoPipelines = {
  ingest(context: Context, source: store.DemoSource, events: readonly DemoEvent[]): Promise<unknown>;
  syncSnapshot(context: Context, source: store.DemoSource, snapshot: DemoSnapshot): Promise<unknown>;
  recordExploits(context: Context, known: ReturnType<typeof exploits>): Promise<void>;
  /** Brings up to date what otherwise follows with the hours: what was loaded is older than that. */
  settle(context: Context): Promise<unknown>;
};

export const demoSeed = 20_261_124;

export type DemoCounts = { customers: number; events: number; outcomes: number; snapshots: number };

/** The same context at another instant: what the demo says of the past happened then. */
export const contextAt = (context: Context, at: Date): Context => ({
  ...context,
  clock: { now: () => at },
  asSystem: () => contextAt(context.asSystem(), at),
});

/**
 * Loads the demo customers through the pipelines of real data. A demo that is there already, or that somebody else is
 * loading, is left as it is; one whose loader was stopped in the middle is begun anew, for half of it tells half a story.
 * @param tell  hears what is being done and how far it is, 0 to 100.
 */
export async function loadDemo(
  system: Context,
  pipelines: DemoPipelines,
  tell: (phase: string, percent: number) => Promise<void>,
  signal: AbortSignal,
  world: DemoWorld = buildDemoWorld({ seed: demoSeed, now: system.clock.now() }),
): Promise<DemoCounts | null> {
  // The lock's transaction writes nothing itself, so that nobody waits for it; it ends with the process that holds it.
  return system.write(async (guard) => {
    if (!(await store.lockLoading(guard))) return null;
    const found = await store.findDemoSource(guard);
    if (found?.isWhole) return null;
    if (found) await system.write((tx) => store.deleteDemo(tx, usernamesOf(world)));
    return loadAll(system, pipelines, tell, signal, world);
  });
}

const usernamesOf = (world: DemoWorld) => world.analysts.map((analyst) => analyst.username);

async function loadAll(
  system: Context,
  pipelines: DemoPipelines,
  tell: (phase: string, percent: number) => Promise<void>,
  signal: AbortSignal,
  world: DemoWorld,
): Promise<DemoCounts> {
  await tell('customers', 0);
  const ids = await makeCustomers(system, world);
  const { sources, analysts } = await system.write(async (tx) => {
    return {
      sources: await store.insertDemoSources(tx, [...ids.values()]),
      analysts: await store.insertAnalysts(tx, world.analysts),
    };
  });
  await pipelines.recordExploits(system, exploits());
  let snapshots = 0;
  for (const snapshot of findingSnapshots(world)) {
    signal.throwIfAborted();
    const source = sources.findings.get(ids.get(snapshot.customerCode) ?? 0);
    if (source) await pipelines.syncSnapshot(contextAt(system, snapshot.at), source, snapshot);
    await tell('findings', Math.min(30, ++snapshots));
  }
  await system.write((tx) =>
    store.describeHosts(
      tx,
      world.hosts.map((host) => ({
        ...host,
        instance: clusterOf(world, host.customerCode),
        description: host.use,
        criticality: criticalities[host.criticality],
      })),
    ),
  );
  await pipelines.settle(system);
  const played = await playDays(system, pipelines, world, sources.alerts, { ids, analysts }, tell, signal);
  await system.write(async (tx) => {
    await store.countOpenAlerts(tx);
    await store.noteDemoRead(tx, system.clock.now());
  });
  await tell('ready', 100);
  return { customers: ids.size, snapshots, ...played };
}

/** What the generator's analysts say, in the words of the installation's list of reasons. */
const reasonCodes: Record<Reason, string> = {
  expected_activity: 'test_activity',
  known_application: 'known_benign_tool',
  authorized_user: 'known_benign_tool',
  rule_too_sensitive: 'rule_too_broad',
  other: 'other',
};

const criticalities = { low: 2, medium: 3, high: 4, critical: 5 } as const;

const clusterOf = (world: DemoWorld, code: string) =>
  world.customers.find((customer) => customer.code === code)?.cluster ?? '';

async function makeCustomers(system: Context, world: DemoWorld): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const customer of world.customers) {
    const made = await createCustomer(system, {
      code: customer.code,
      name: customer.name,
      mark: customer.mark,
      hue: `#${customer.hue}`,
      isDemo: true,
    });
    ids.set(customer.code, fromId('customer', made.id) ?? 0);
  }
  return ids;
}

type Cast = { ids: ReadonlyMap<string, number>; analysts: ReadonlyMap<string, number> };

/** Day by day: what happened, then what was decided. A closure and the next event of its alert never share a day. */
async function playDays(
  system: Context,
  pipelines: DemoPipelines,
  world: DemoWorld,
  source: store.DemoSource,
  cast: Cast,
  tell: (phase: string, percent: number) => Promise<void>,
  signal: AbortSignal,
) {
  const dayOf = (at: Date) => at.toISOString().slice(0, 10);
  const events = Map.groupBy(alertEvents(world), (event) => dayOf(event.time));
  const outcomes = Map.groupBy(alertOutcomes(world), (outcome) => dayOf(outcome.at));
  const days = [...new Set([...events.keys(), ...outcomes.keys()])].sort();
  const counts = { events: 0, outcomes: 0 };
  for (const [place, day] of days.entries()) {
    signal.throwIfAborted();
    const happened = events.get(day) ?? [];
    const last = happened.at(-1)?.time ?? new Date(`${day}T00:00:00Z`);
    await pipelines.ingest(contextAt(system, last), source, happened);
    counts.events += happened.length;
    counts.outcomes += await decide(system, world, outcomes.get(day) ?? [], cast);
    await tell('alerts', 30 + Math.round((69 * (place + 1)) / days.length));
  }
  return counts;
}

async function decide(
  system: Context,
  world: DemoWorld,
  outcomes: readonly DemoOutcome[],
  cast: Cast,
): Promise<number> {
  if (outcomes.length === 0) return 0;
  const names = new Map(
    world.streams.map((stream) => [`${stream.customerCode}/${stream.host.agentId}`, stream.host.name]),
  );
  const keyOf = ({ customerCode, ruleId, agentId, title }: AlertKey) =>
    dedupeKey({
      customerId: cast.ids.get(customerCode) ?? 0,
      ruleId,
      assetName: names.get(`${customerCode}/${agentId}`) ?? null,
      title,
    });
  const rows = outcomes.map(({ at, key, by, decision }): store.Outcome => {
    const closed = decision.kind === 'closed' ? decision : null;
    return {
      at,
      key: keyOf(key),
      by: cast.analysts.get(by) ?? 0,
      isStarted: decision.kind === 'taken' && decision.isStarted,
      verdict: closed?.verdict ?? null,
      reason: closed?.reason ? reasonCodes[closed.reason] : null,
      duplicateOf: closed?.duplicateOf ? keyOf(closed.duplicateOf) : null,
      note: closed?.note ?? null,
    };
  });
  // Two decisions on one alert within a day are two statements, since one statement sees each row once.
  const rounds: store.Outcome[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const round = seen.get(row.key) ?? 0;
    seen.set(row.key, round + 1);
    (rounds[round] ??= []).push(row);
  }
  return system.write(async (tx) => {
    let count = 0;
    for (const round of rounds) count += await store.applyOutcomes(tx, round);
    return count;
  });
}

/** Removes the demo's customers and everything of theirs; true when there was a demo. */
export async function removeDemo(system: Context): Promise<{ customers: number }> {
  const names = usernamesOf(buildDemoWorld({ seed: demoSeed, now: system.clock.now() }));
  return system.write(async (tx) => {
    const customers = await store.deleteDemo(tx, names);
    await store.noteRemoved(tx, system.clock.now());
    await system.record(tx, {
      type: 'config_change',
      description: `Removed the demo (${customers} customers).`,
      customerId: null,
      topic: 'customers',
    });
    return { customers };
  });
}

/** True until the demo is there as a whole or a person removed it: what was removed does not come back at the next start. */
export async function wantsDemo(system: Context): Promise<boolean> {
  return system.read(async (tx) => !(await store.wasRemoved(tx)) && !(await store.findDemoSource(tx))?.isWhole);
}

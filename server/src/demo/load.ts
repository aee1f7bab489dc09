import { z } from 'zod';
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

/** How far a load came, kept with the demo itself, so that whoever loads next goes on there: this run, another, or the command. */
const Checkpoint = z.object({
  /** The instant that the whole story is told from. */
  startedAt: z.coerce.date(),
  snapshots: z.int(),
  days: z.int(),
  events: z.int(),
  outcomes: z.int(),
});
type Checkpoint = z.infer<typeof Checkpoint>;

/** Times are relative to now: a load that began longer ago than this is begun anew. */
const mostAgeMs = 3_600_000;

/**
 * Loads the demo customers through the pipelines of real data. A demo that is there already, or that somebody else is
 * loading, is left as it is; a load that was stopped in the middle goes on behind the scans and days that are done.
 * @param tell  hears what is being done and how far it is, 0 to 100.
 */
export async function loadDemo(
  system: Context,
  pipelines: DemoPipelines,
  tell: (phase: string, percent: number) => Promise<void>,
  signal: AbortSignal,
  makeWorld: (now: Date) => DemoWorld = (now) => buildDemoWorld({ seed: demoSeed, now }),
): Promise<DemoCounts | null> {
  // The lock's transaction writes nothing itself, so that nobody waits for it; it ends with the process that holds it.
  return system.write(async (guard) => {
    if (!(await store.lockLoading(guard))) return null;
    const found = await store.findDemoSource(guard);
    if (found?.isWhole) return null;
    const now = system.clock.now();
    const known = Checkpoint.safeParse(found?.checkpoint).data;
    const checkpoint = known && now.getTime() - known.startedAt.getTime() < mostAgeMs ? known : startingAt(now);
    const world = makeWorld(checkpoint.startedAt);
    if (checkpoint !== known) await system.write((tx) => store.deleteDemo(tx, usernamesOf(world)));
    const load = { system, pipelines, world, checkpoint, tell, signal };
    return loadAll(load, checkpoint === known ? await findCast(system, world) : await makeCast(load));
  });
}

const startingAt = (startedAt: Date): Checkpoint => ({ startedAt, snapshots: 0, days: 0, events: 0, outcomes: 0 });

const usernamesOf = (world: DemoWorld) => world.analysts.map((analyst) => analyst.username);

/** One load; its checkpoint moves on with it. */
type Load = {
  system: Context;
  pipelines: DemoPipelines;
  world: DemoWorld;
  checkpoint: Checkpoint;
  tell: (phase: string, percent: number) => Promise<void>;
  signal: AbortSignal;
};

/** Who and what the story is about, by the rows that stand for them. */
type Cast = {
  ids: ReadonlyMap<string, number>;
  sources: store.DemoSources;
  analysts: ReadonlyMap<string, number>;
};

async function makeCast({ system, world, checkpoint, tell }: Load): Promise<Cast> {
  await tell('customers', 0);
  const ids = await makeCustomers(system, world);
  return system.write(async (tx) => ({
    ids,
    sources: await store.insertDemoSources(tx, [...ids.values()], checkpoint),
    analysts: await store.insertAnalysts(tx, world.analysts),
  }));
}

const findCast = (system: Context, world: DemoWorld): Promise<Cast> =>
  system.write(async (tx) => ({
    ids: await store.findDemoCustomers(tx),
    sources: await store.findDemoSources(tx),
    analysts: await store.insertAnalysts(tx, world.analysts),
  }));

async function loadAll(load: Load, cast: Cast): Promise<DemoCounts> {
  const { system, pipelines, world, checkpoint, tell, signal } = load;
  if (checkpoint.snapshots === 0) await pipelines.recordExploits(system, exploits());
  let at = 0;
  for (const snapshot of findingSnapshots(world)) {
    if (at++ < checkpoint.snapshots) continue;
    signal.throwIfAborted();
    const source = cast.sources.findings.get(cast.ids.get(snapshot.customerCode) ?? 0);
    if (source) await pipelines.syncSnapshot(contextAt(system, snapshot.at), source, snapshot);
    checkpoint.snapshots = at;
    await system.write((tx) => store.saveCheckpoint(tx, checkpoint));
    await tell('findings', Math.min(30, checkpoint.snapshots));
  }
  if (checkpoint.days === 0) await describeHosts(load);
  await playDays(load, cast);
  await system.write(async (tx) => {
    await store.countOpenAlerts(tx);
    await store.noteDemoRead(tx, system.clock.now());
    await store.saveCheckpoint(tx, {});
  });
  await tell('ready', 100);
  const { snapshots, events, outcomes } = checkpoint;
  return { customers: cast.ids.size, snapshots, events, outcomes };
}

async function describeHosts({ system, pipelines, world }: Load): Promise<void> {
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

/** Day by day: what happened, then what was decided. A closure and the next event of its alert never share a day. */
async function playDays(load: Load, cast: Cast): Promise<void> {
  const { system, pipelines, world, checkpoint, tell, signal } = load;
  const dayOf = (at: Date) => at.toISOString().slice(0, 10);
  const events = Map.groupBy(alertEvents(world), (event) => dayOf(event.time));
  const outcomes = Map.groupBy(alertOutcomes(world), (outcome) => dayOf(outcome.at));
  const days = [...new Set([...events.keys(), ...outcomes.keys()])].sort();
  for (const [at, day] of days.entries()) {
    if (at < checkpoint.days) continue;
    signal.throwIfAborted();
    const happened = events.get(day) ?? [];
    const last = happened.at(-1)?.time ?? new Date(`${day}T00:00:00Z`);
    await pipelines.ingest(contextAt(system, last), cast.sources.alerts, happened);
    const rounds = roundsOf(world, outcomes.get(day) ?? [], cast);
    const before = { ...checkpoint };
    await system.write(async (tx) => {
      // From what it was, since this may be run again.
      Object.assign(checkpoint, before, { events: before.events + happened.length, days: at + 1 });
      for (const round of rounds) checkpoint.outcomes += await store.applyOutcomes(tx, round);
      await store.saveCheckpoint(tx, checkpoint);
    });
    await tell('alerts', 30 + Math.round((69 * checkpoint.days) / days.length));
  }
}

/** What was decided on a day; two decisions on one alert are two rounds, since one statement sees each row once. */
function roundsOf(world: DemoWorld, outcomes: readonly DemoOutcome[], cast: Cast): store.Outcome[][] {
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
  const rounds: store.Outcome[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const round = seen.get(row.key) ?? 0;
    seen.set(row.key, round + 1);
    (rounds[round] ??= []).push(row);
  }
  return rounds;
}

/** Removes the demo's customers and everything of theirs, once nobody loads it; how many there were. */
export async function removeDemo(system: Context): Promise<{ customers: number }> {
  const names = usernamesOf(buildDemoWorld({ seed: demoSeed, now: system.clock.now() }));
  return system.write(async (tx) => {
    await store.awaitLoading(tx);
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

/** True while there is a demo, or a part of one. */
export const hasDemo = (system: Context): Promise<boolean> =>
  system.read(async (tx) => (await store.findDemoSource(tx)) !== null);

/** True until the demo is there as a whole or a person removed it: what was removed does not come back at the next start. */
export async function wantsDemo(system: Context): Promise<boolean> {
  return system.read(async (tx) => !(await store.wasRemoved(tx)) && !(await store.findDemoSource(tx))?.isWhole);
}

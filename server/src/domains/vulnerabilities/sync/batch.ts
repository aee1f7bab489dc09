import { setImmediate as breathe } from 'node:timers/promises';
import type { AgentSnapshot } from '../../../connectors/capabilities.ts';
import type { Tx } from '../../../db/database.ts';
import { toId } from '../../../lib/ids.ts';
import type { Change, Context } from '../../access/index.ts';
import { type ResolvedAsset, resolveAssets, setOpenFindings } from '../../agents/index.ts';
import { nextNumbers } from '../../customers/index.ts';
import type { KeepTurn } from '../../integrations/index.ts';
import { holdExploits, readExploits } from '../exploits.store.ts';
import { basePriority } from '../priority.ts';
import { type Content, contentOf, type FindingKey, type StatedFinding, stateFindings } from './content.ts';
import { saveWords } from './dictionary.store.ts';
import type { Dictionary } from './dictionary.ts';
import { markStale } from './groups.store.ts';
import { addOutcome, nothingDone, type SyncOutcome } from './outcome.ts';
import { type Plan, planAgent } from './plan.ts';
import type { KnownFinding, Look } from './rules.ts';
import * as store from './store.ts';

/** One agent whose snapshot has to be compared. */
export type AgentTask = { instance: string; snapshot: AgentSnapshot; digest: Buffer };

export type BatchSetting = {
  sourceId: number;
  /** Owner of hosts that nobody knew. */
  customerId: number;
  now: Date;
  clearedAfterMs: number;
  dictionary: Dictionary;
  keepTurn?: KeepTurn | undefined;
};

type AgentPlan = { task: AgentTask; asset: ResolvedAsset; plan: Plan<StatedFinding>; seen: number };
/** What is known of exploits of the CVEs that a host of the batch did not have, by row number. */
type Exploits = ReadonlyMap<number, number>;

/**
 * Saves whole agents in one transaction: findings, ledger, scan, digest, counters, audit and outbox rows commit together,
 * so that a crash leaves each agent either as it was or as it is.
 * @returns the counts, and the groups that are behind now.
 */
export async function saveBatch(
  context: Context,
  setting: BatchSetting,
  tasks: readonly AgentTask[],
): Promise<{ outcome: SyncOutcome; touched: store.Touched[] }> {
  const { dictionary } = setting;
  await dictionary.learn(
    context,
    tasks.flatMap((task) => task.snapshot.findings),
  );
  const seen: Map<FindingKey, StatedFinding>[] = [];
  for (const task of tasks) {
    seen.push(stateFindings(task.snapshot.findings, dictionary));
    await breathe();
  }
  return context.write(async (tx) => {
    await setting.keepTurn?.(tx);
    await holdExploits(tx);
    const { plans, exploits } = await planBatch(tx, setting, tasks, seen);
    const touched = await savePlans(tx, setting, plans, exploits);
    const outcome = nothingDone();
    for (const plan of plans) addOutcome(outcome, countPlan(plan));
    await context.record(tx, describe(plans));
    return { outcome, touched };
  });
}

async function planBatch(
  tx: Tx,
  setting: BatchSetting,
  tasks: readonly AgentTask[],
  seen: readonly Map<FindingKey, StatedFinding>[],
): Promise<{ plans: AgentPlan[]; exploits: Exploits }> {
  const assets = await findAssets(tx, setting, tasks);
  const ids = assets.map((asset) => asset.assetId);
  const doubts = await store.findDoubts(tx, ids);
  const partial = [...doubts].filter(([, doubt]) => !doubt.isTotal).map(([assetId, { at }]) => ({ assetId, at }));
  const missed = await store.listDoubted(tx, partial);
  const known = await store.readKnown(tx, ids);
  const exploits = await readExploits(tx, [
    ...new Set(assets.flatMap(({ assetId }, place) => cvesOfFresh(known.get(assetId), seen[place]))),
  ]);
  const plans: AgentPlan[] = [];
  for (const [place, task] of tasks.entries()) {
    const asset = assets[place];
    if (asset === undefined) throw new RangeError(`Agent ${task.snapshot.agent.id} has no host.`);
    const doubt = doubts.get(asset.assetId);
    const look: Look = {
      isComplete: task.snapshot.isComplete,
      isSilent: asset.status !== 'active',
      doubt: doubt ? { at: doubt.at, missed: doubt.isTotal ? 'all' : (missed.get(asset.assetId) ?? new Set()) } : null,
      now: setting.now,
    };
    const said = seen[place] ?? new Map<FindingKey, StatedFinding>();
    const plan = planAgent(
      known.get(asset.assetId) ?? new Map<FindingKey, KnownFinding>(),
      said,
      exploits,
      look,
      setting.clearedAfterMs,
    );
    plans.push({ task, asset, plan, seen: said.size });
    await breathe();
  }
  return { plans, exploits };
}

const cvesOfFresh = (
  known: ReadonlyMap<FindingKey, unknown> = new Map(),
  said: ReadonlyMap<FindingKey, StatedFinding> = new Map(),
) => [...said].flatMap(([key, { cve }]) => (known.has(key) ? [] : cve));

/** The assets of the tasks, in their order; clusters are taken in order too, so that two runs never block in a ring. */
async function findAssets(tx: Tx, setting: BatchSetting, tasks: readonly AgentTask[]): Promise<ResolvedAsset[]> {
  const byInstance = Map.groupBy(tasks, (task) => task.instance);
  const found = new Map<AgentTask, ResolvedAsset>();
  for (const instance of [...byInstance.keys()].sort()) {
    const group = byInstance.get(instance) ?? [];
    const agents = group.map(({ snapshot }) => ({
      externalId: snapshot.agent.id,
      name: snapshot.agent.name,
      version: snapshot.agent.version,
      system: snapshot.system,
    }));
    const { customerId, now } = setting;
    const resolved = await resolveAssets(tx, { instance, customerId, now, agents });
    for (const task of group) {
      const asset = resolved.get(task.snapshot.agent.id);
      if (asset) found.set(task, asset);
    }
  }
  return tasks.flatMap((task) => found.get(task) ?? []);
}

async function savePlans(
  tx: Tx,
  setting: BatchSetting,
  plans: readonly AgentPlan[],
  exploits: Exploits,
): Promise<store.Touched[]> {
  const { now } = setting;
  const contents = await readContents(tx, plans, exploits);
  const touched = [
    ...(await saveNew(tx, plans, contents, now)),
    ...(await saveSeen(tx, plans, contents, now)),
    ...(await saveGone(tx, plans, now)),
  ];
  await store.saveDigests(
    tx,
    setting.sourceId,
    plans.map(({ task, asset, plan, seen }) => ({
      assetId: asset.assetId,
      customerId: asset.customerId,
      digest: plan.isJudged ? task.digest : Buffer.alloc(0),
      findingCount: plan.isJudged ? seen : null,
      doubt: plan.doubt,
    })),
    now,
  );
  await store.insertScans(
    tx,
    plans.map(({ asset, plan, seen }) => ({
      assetId: asset.assetId,
      customerId: asset.customerId,
      found: seen,
      fresh: plan.fresh.length,
      resolved: plan.absent.length + plan.cleared.length,
      reopened: plan.updated.filter((one) => one.isReopened).length,
    })),
    now,
  );
  const counters = plans.map(({ asset, plan: { open, exploited } }) => ({
    assetId: asset.assetId,
    open,
    exploited,
    scannedAt: now,
  }));
  await setOpenFindings(tx, counters);
  await markStale(tx, [...new Set(touched.map((one) => one.customerId))], now);
  return touched;
}

type NumberedContent = Content & {
  versionId: number | null;
  fixedVersionId: number | null;
  exploit: number;
  basePriority: number;
};
type Contents = ReadonlyMap<StatedFinding, NumberedContent>;

/** What is to be written of each new or changed finding; only these need the row numbers of their versions. */
async function readContents(tx: Tx, plans: readonly AgentPlan[], exploits: Exploits): Promise<Contents> {
  const written = plans.flatMap(({ plan }) => [
    ...plan.fresh.map((one) => ({ one, exploit: exploits.get(one.cve) ?? 0 })),
    ...plan.updated.map(({ seen: one, known }) => ({ one, exploit: known.exploit })),
  ]);
  const read = written.map(({ one, exploit }) => ({ one, exploit, content: contentOf(one.raw) }));
  const words = new Set(
    read.flatMap(({ content }) => [content.version, content.fixedVersion].filter((word) => word !== null)),
  );
  const ids = words.size === 0 ? new Map<string, number>() : await saveWords(tx, 'package_versions', [...words]);
  const idOf = (word: string | null) => (word === null ? null : (ids.get(word) ?? null));
  return new Map(
    read.map(({ one, exploit, content }) => [
      one,
      {
        ...content,
        versionId: idOf(content.version),
        fixedVersionId: idOf(content.fixedVersion),
        exploit,
        basePriority: basePriority(content.scoreTenths, content.severity, exploit),
      },
    ]),
  );
}

function contentIn(contents: Contents, one: StatedFinding): NumberedContent {
  const content = contents.get(one);
  if (content === undefined) throw new RangeError('A finding is written whose content was not read.');
  return content;
}

async function saveNew(tx: Tx, plans: readonly AgentPlan[], contents: Contents, now: Date): Promise<store.Touched[]> {
  const wanted = new Map<number, number>();
  for (const { asset, plan } of plans) {
    if (plan.fresh.length > 0) wanted.set(asset.customerId, (wanted.get(asset.customerId) ?? 0) + plan.fresh.length);
  }
  const next = await nextNumbers(tx, 'finding', wanted);
  const take = (customerId: number): number => {
    const number = next.get(customerId) ?? 0;
    next.set(customerId, number + 1);
    return number;
  };
  const rows = plans.flatMap(({ asset: { assetId, customerId }, plan }) =>
    plan.fresh.map((one) => ({
      ...contentIn(contents, one),
      assetId,
      customerId,
      number: take(customerId),
      cve: one.cve,
      package: one.package,
      pathId: one.pathId,
      contentHash: one.contentHash,
    })),
  );
  if (rows.length === 0) return [];
  await store.insertFindings(tx, rows, now);
  return rows.map((row) => ({ ...row, fixed: row.fixedVersionId ?? 0 }));
}

async function saveSeen(tx: Tx, plans: readonly AgentPlan[], contents: Contents, now: Date): Promise<store.Touched[]> {
  const updates = plans.flatMap(({ asset, plan }) =>
    plan.updated.map((one) => ({ ...one, content: contentIn(contents, one.seen), customerId: asset.customerId })),
  );
  const before = await store.readBefore(
    tx,
    updates.map((one) => one.known.id),
  );
  await store.updateSeen(
    tx,
    updates.map(({ known, seen, content }) => ({ ...content, id: known.id, contentHash: seen.contentHash })),
    now,
  );
  const ledger: store.LedgerRow[] = [];
  const touched: store.Touched[] = [];
  for (const { known, content, isChanged, isBack, isReopened, customerId } of updates) {
    const old = before.get(known.id);
    const row = { findingId: known.id, customerId };
    if (isChanged && old)
      ledger.push({ ...row, kind: 'changed', before: contentFacts(old), after: contentFacts(content) });
    if (isReopened) ledger.push({ ...row, kind: 'reopened', before: { status: 'patched' }, after: { status: 'open' } });
    else if (isBack) ledger.push({ ...row, kind: 'returned' });
    const fixed = content.fixedVersionId ?? 0;
    if (old && (isReopened || movesGroups(old, content, fixed))) touched.push(old, { ...old, fixed });
  }
  await store.insertLedger(tx, ledger, now);
  return touched;
}

/** A new version or condition alone changes no figure of any group. */
const movesGroups = (old: store.Before, said: Content, fixed: number): boolean =>
  old.fixed !== fixed || old.severity !== said.severity || old.scoreTenths !== said.scoreTenths;

const contentFacts = (one: Omit<Content, 'fixedVersion'>) => ({
  version: one.version,
  condition: one.condition,
  severity: one.severity,
  score: one.scoreTenths === null ? null : one.scoreTenths / 10,
});

async function saveGone(tx: Tx, plans: readonly AgentPlan[], now: Date): Promise<store.Touched[]> {
  const ledger: store.LedgerRow[] = [];
  for (const { asset, plan, seen } of plans) {
    const row = (findingId: number) => ({ findingId, customerId: asset.customerId });
    // When all are missed, the doubt says so by itself, and an emptied index does not fill the ledger.
    if (seen > 0)
      ledger.push(...plan.waiting.map((id): store.LedgerRow => ({ ...row(id), kind: 'missed', reason: 'shrunk' })));
    ledger.push(
      ...plan.absent.map((gone): store.LedgerRow => ({ ...row(gone.id), kind: 'absent', after: { at: gone.at } })),
    );
    ledger.push(
      ...plan.cleared.map(
        (id): store.LedgerRow => ({
          ...row(id),
          kind: 'patched',
          after: { status: 'patched' },
          reason: 'scanner_cleared',
        }),
      ),
    );
  }
  await store.markAbsent(
    tx,
    plans.flatMap(({ plan }) => plan.absent),
  );
  const touched = await store.markPatched(
    tx,
    plans.flatMap(({ plan }) => plan.cleared),
    now,
  );
  await store.insertLedger(tx, ledger, now);
  return touched;
}

const countPlan = ({ plan }: AgentPlan): SyncOutcome => ({
  ...nothingDone(),
  new: plan.fresh.length,
  changed: plan.updated.filter((one) => one.isChanged).length,
  unchanged: plan.unchanged + plan.updated.filter((one) => !one.isChanged).length,
  absent: plan.absent.length,
  reopened: plan.updated.filter((one) => one.isReopened).length,
  waiting: plan.waiting.length,
  patched: plan.cleared.length,
});

/** An audit row for each agent, and one message for each customer. */
function describe(plans: readonly AgentPlan[]): Change[] {
  const told = new Set<number>();
  return plans.map((one) => {
    const { customerId, assetId } = one.asset;
    const { read: _, agents: __, ...counts } = countPlan(one);
    const change: Change = {
      type: 'findings_synced',
      description: `Compared ${one.seen} findings of ${one.task.snapshot.agent.name ?? one.task.snapshot.agent.id}.`,
      customerId,
      resource: { type: 'asset', id: toId('asset', assetId) },
      after: counts,
    };
    if (told.has(customerId)) return change;
    told.add(customerId);
    return { ...change, topic: 'findings' };
  });
}

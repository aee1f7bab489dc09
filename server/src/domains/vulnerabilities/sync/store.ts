import { type FindingStatus, findingStatuses } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { ofExposed } from '../status.store.ts';
import { exposedStatuses } from '../status.ts';
import type { FindingKey } from './content.ts';
import type { KnownFinding } from './rules.ts';

export type DigestRow = {
  assetId: number;
  customerId: number;
  instance: string;
  externalId: string;
  externalName: string;
  digest: Buffer;
  /** Findings in the last complete snapshot. */
  findingCount: number;
  doubtAt: Date | null;
  /** True when findings are gone whose status did not follow yet. */
  hasToClear: boolean;
};

const digestColumns = sql`
  d.asset_id as "assetId", d.customer_id as "customerId", d.digest, d.finding_count as "findingCount",
  d.suspect_at as "doubtAt", s.instance, s.external_id as "externalId", s.external_name as "externalName"`;

/** What is known of every agent that a source told of last. */
export async function listDigests(tx: Tx, sourceId: number): Promise<DigestRow[]> {
  const { rows } = await sql<DigestRow>`
    select ${digestColumns}, exists (select 1 from findings f where f.asset_id = d.asset_id and not f.presence
      and ${ofExposed('f')}) as "hasToClear"
    from agent_digests d join asset_sources s on s.asset_id = d.asset_id and s.kind = 'wazuh'
    where d.source_id = ${sourceId}`.execute(tx);
  return rows;
}

/** The doubts about these assets, read in the transaction that decides on them. */
export async function findDoubts(
  tx: Tx,
  assetIds: readonly number[],
): Promise<Map<number, { at: Date; isTotal: boolean }>> {
  const { rows } = await sql<{ assetId: number; at: Date; isTotal: boolean }>`
    select asset_id as "assetId", suspect_at as at, finding_count = 0 as "isTotal" from agent_digests
    where asset_id = any (${[...assetIds]}::bigint[]) and suspect_at is not null for update`.execute(tx);
  return new Map(rows.map(({ assetId, at, isTotal }) => [assetId, { at, isTotal }]));
}

/** The findings of each asset that its doubt is about, as the ledger has them. */
export async function listDoubted(
  tx: Tx,
  doubts: readonly { assetId: number; at: Date }[],
): Promise<Map<number, Set<number>>> {
  if (doubts.length === 0) return new Map();
  const { rows } = await sql<{ assetId: number; id: number }>`
    select f.asset_id as "assetId", f.id
    from unnest(${doubts.map((doubt) => doubt.assetId)}::bigint[], ${doubts.map((doubt) => doubt.at)}::timestamptz[]) as d (asset, at)
    join findings f on f.asset_id = d.asset
    join finding_events e on e.finding_id = f.id and e.at = d.at and e.kind = 'missed'`.execute(tx);
  return gather(rows);
}

function gather(rows: readonly { assetId: number; id: number }[]): Map<number, Set<number>> {
  const sets = new Map<number, Set<number>>();
  for (const { assetId, id } of rows) {
    const set = sets.get(assetId);
    if (set) set.add(id);
    else sets.set(assetId, new Set([id]));
  }
  return sets;
}

/**
 * Everything that is stored of these assets, by asset and by the key of `keyOf`. Each asset comes as one text, which is
 * several times faster to take in than a row for each finding.
 */
export async function readKnown(
  tx: Tx,
  assetIds: readonly number[],
): Promise<Map<number, Map<FindingKey, KnownFinding>>> {
  const { rows } = await sql<{ assetId: number; told: string }>`
    select asset_id as "assetId", string_agg((cve_id::bigint * 16777216 + package_id) || case when path_id is null then '' else ':' || path_id end
      || ',' || id || ',' || content_hash || ',' || array_position(${[...findingStatuses]}::text[], status) - 1 || exploit || ','
      || case when presence then '' else floor(extract(epoch from presence_at) * 1000)::bigint::text end, ',') as told
    from findings where asset_id = any (${[...assetIds]}::bigint[]) group by asset_id`.execute(tx);
  return new Map(rows.map((row) => [row.assetId, parseKnown(row.told)]));
}

function parseKnown(told: string): Map<FindingKey, KnownFinding> {
  const known = new Map<FindingKey, KnownFinding>();
  const words = told.split(',');
  for (let i = 0; i + 4 < words.length; i += 5) {
    const key = words[i] ?? '';
    const state = Number(words[i + 3]);
    const absentMs = words[i + 4];
    known.set(key.includes(':') ? key : Number(key), {
      id: Number(words[i + 1]),
      contentHash: Number(words[i + 2]),
      status: findingStatuses[Math.floor(state / 10)] ?? 'open',
      exploit: state % 10,
      isPresent: absentMs === '',
      presenceAt: absentMs === '' ? null : new Date(Number(absentMs)),
    });
  }
  return known;
}

export type NewFinding = {
  customerId: number;
  assetId: number;
  number: number;
  cve: number;
  package: number;
  pathId: number | null;
  versionId: number | null;
  fixedVersionId: number | null;
  condition: string;
  severity: number | null;
  scoreTenths: number | null;
  exploit: number;
  basePriority: number;
  contentHash: number;
};

/** What a written finding belongs to, for the groups that have to be counted anew. */
export type Touched = { customerId: number; assetId: number; cve: number; package: number; fixed: number };

const touched = sql`customer_id as "customerId", asset_id as "assetId", cve_id as cve, package_id as package,
  coalesce(fixed_version_id, 0) as fixed`;

/** Adds findings that were never seen before; `now` is their first sight for good. */
export async function insertFindings(tx: Tx, rows: readonly NewFinding[], now: Date): Promise<void> {
  const column = <K extends keyof NewFinding>(key: K) => rows.map((row) => row[key]);
  await sql`
    insert into findings (customer_id, asset_id, number, cve_id, package_id, path_id, installed_version_id, fixed_version_id,
      condition, severity, score_tenths, exploit, base_priority, content_hash, presence_at, detected_at)
    select *, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${column('customerId')}::bigint[], ${column('assetId')}::bigint[], ${column('number')}::int[],
      ${column('cve')}::int[], ${column('package')}::int[], ${column('pathId')}::int[], ${column('versionId')}::int[],
      ${column('fixedVersionId')}::int[], ${column('condition')}::text[], ${column('severity')}::smallint[],
      ${column('scoreTenths')}::smallint[], ${column('exploit')}::smallint[], ${column('basePriority')}::int[],
      ${column('contentHash')}::bigint[])`.execute(tx);
}

export type SeenFinding = Omit<
  NewFinding,
  'customerId' | 'assetId' | 'number' | 'cve' | 'package' | 'pathId' | 'exploit'
> & {
  id: number;
};

export type Before = Touched & {
  id: number;
  status: FindingStatus;
  version: string | null;
  condition: string;
  severity: number | null;
  scoreTenths: number | null;
};

/** What findings say before they are changed, for the ledger. */
export async function readBefore(tx: Tx, ids: readonly number[]): Promise<Map<number, Before>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Before>`
    select f.id, ${touched}, status, condition, severity, score_tenths as "scoreTenths", v.value as version
    from findings f left join package_versions v on v.id = f.installed_version_id where f.id = any (${[...ids]}::bigint[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Writes what the scanner says now; a patched finding that is seen again is open again, its first sight stays. */
export async function updateSeen(tx: Tx, rows: readonly SeenFinding[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends keyof SeenFinding>(key: K) => rows.map((row) => row[key]);
  await sql`
    update findings f set installed_version_id = told.version, fixed_version_id = told.fixed, condition = told.condition,
      severity = told.severity, score_tenths = told.score, base_priority = told.base, content_hash = told.hash,
      presence_at = case when presence then presence_at else ${now}::timestamptz end, presence = true,
      status_reason = case when status = 'patched' then 'seen_again' else status_reason end,
      patched_at = case when status = 'patched' then null else patched_at end,
      reopened_count = reopened_count + (status = 'patched')::int::smallint,
      status = case when status = 'patched' then 'open' else status end, version = f.version + 1
    from unnest(${column('id')}::bigint[], ${column('versionId')}::int[], ${column('fixedVersionId')}::int[],
      ${column('condition')}::text[], ${column('severity')}::smallint[], ${column('scoreTenths')}::smallint[],
      ${column('basePriority')}::int[], ${column('contentHash')}::bigint[])
      as told (id, version, fixed, condition, severity, score, base, hash)
    where f.id = told.id`.execute(tx);
}

/** Notes that the scanner no longer states these findings; their status stays for now. */
export async function markAbsent(tx: Tx, gone: readonly { id: number; at: Date }[]): Promise<void> {
  if (gone.length === 0) return;
  await sql`
    update findings f set presence = false, presence_at = told.at, version = version + 1
    from unnest(${gone.map((one) => one.id)}::bigint[], ${gone.map((one) => one.at)}::timestamptz[]) as told (id, at)
    where f.id = told.id`.execute(tx);
}

/** Lets the status follow what the scanner says; what each finding belonged to. */
export async function markPatched(tx: Tx, ids: readonly number[], now: Date): Promise<Touched[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Touched>`
    update findings set status = 'patched', status_reason = 'scanner_cleared', patched_at = ${now}, version = version + 1
    where id = any (${[...ids]}::bigint[]) and status = any (${[...exposedStatuses]}::text[]) returning ${touched}`.execute(
    tx,
  );
  return rows;
}

export type LedgerRow = {
  findingId: number;
  customerId: number;
  kind: 'changed' | 'returned' | 'reopened' | 'missed' | 'absent' | 'patched';
  before?: unknown;
  after?: unknown;
  reason?: string;
};

/** Appends to the history of findings. */
export async function insertLedger(tx: Tx, rows: readonly LedgerRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await sql`
    insert into finding_events (finding_id, customer_id, at, kind, before, after, reason)
    select finding, customer, ${now}, kind, before::jsonb, after::jsonb, reason
    from unnest(${rows.map((row) => row.findingId)}::bigint[], ${rows.map((row) => row.customerId)}::bigint[],
      ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => json(row.before))}::text[],
      ${rows.map((row) => json(row.after))}::text[], ${rows.map((row) => row.reason ?? null)}::text[])
      as told (finding, customer, kind, before, after, reason)`.execute(tx);
}

export type DigestChange = {
  assetId: number;
  customerId: number;
  /** Empty when the snapshot was not whole: the next one is then compared in any case. */
  digest: Buffer;
  /** `null` leaves the count of the last complete snapshot. */
  findingCount: number | null;
  /** `undefined` leaves the doubt as it is. */
  doubt: { at: Date; count: number } | null | undefined;
};

/** Keeps what the snapshots of these agents held. */
export async function saveDigests(tx: Tx, sourceId: number, rows: readonly DigestChange[], now: Date): Promise<void> {
  await sql`
    insert into agent_digests as d (asset_id, customer_id, source_id, digest, finding_count, snapshot_at, suspect_count, suspect_at)
    select asset, customer, ${sourceId}, decode(digest, 'hex'), coalesce(findings, 0), ${now}, doubted, doubt_at
    from unnest(${rows.map((row) => row.assetId)}::bigint[], ${rows.map((row) => row.customerId)}::bigint[],
      ${rows.map((row) => row.digest.toString('hex'))}::text[], ${rows.map((row) => row.findingCount)}::int[],
      ${rows.map((row) => row.doubt?.count ?? null)}::int[], ${rows.map((row) => row.doubt?.at ?? null)}::timestamptz[])
      as told (asset, customer, digest, findings, doubted, doubt_at)
    on conflict (asset_id) do update set customer_id = excluded.customer_id, source_id = excluded.source_id, digest = excluded.digest,
      snapshot_at = excluded.snapshot_at,
      finding_count = case when d.asset_id = any (${keeping(rows, (row) => row.findingCount === null)}::bigint[]) then d.finding_count else excluded.finding_count end,
      suspect_count = case when d.asset_id = any (${keeping(rows, (row) => row.doubt === undefined)}::bigint[]) then d.suspect_count else excluded.suspect_count end,
      suspect_at = case when d.asset_id = any (${keeping(rows, (row) => row.doubt === undefined)}::bigint[]) then d.suspect_at else excluded.suspect_at end`.execute(
    tx,
  );
}

const keeping = (rows: readonly DigestChange[], isKept: (row: DigestChange) => boolean) =>
  rows.filter(isKept).map((row) => row.assetId);

/** Notes that the snapshots of these agents were the same as before. */
export async function touchDigests(tx: Tx, assetIds: readonly number[], now: Date): Promise<void> {
  await sql`update agent_digests set snapshot_at = ${now} where asset_id = any (${[...assetIds]}::bigint[])`.execute(
    tx,
  );
}

export type ScanRow = {
  assetId: number;
  customerId: number;
  found: number;
  fresh: number;
  resolved: number;
  reopened: number;
};

export async function insertScans(tx: Tx, rows: readonly ScanRow[], now: Date): Promise<void> {
  const column = <K extends keyof ScanRow>(key: K) => rows.map((row) => row[key]);
  await sql`
    insert into scans (asset_id, customer_id, kind, status, started_at, completed_at, found_count, new_count, resolved_count, reopened_count, created_at)
    select asset, customer, 'full', 'completed', ${now}, ${now}, found, fresh, resolved, reopened, ${now}
    from unnest(${column('assetId')}::bigint[], ${column('customerId')}::bigint[], ${column('found')}::int[],
      ${column('fresh')}::int[], ${column('resolved')}::int[], ${column('reopened')}::int[])
      as told (asset, customer, found, fresh, resolved, reopened)`.execute(tx);
}

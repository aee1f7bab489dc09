import type { FindingStatus } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { CustomerScope } from '../../../db/scope.ts';
import { ofCustomers } from '../../../db/scope-sql.ts';
import { ofExposed } from '../status.store.ts';

export type FindingRowData = {
  id: number;
  customerId: number;
  number: number;
  cveId: string;
  title: string;
  assetId: number;
  assetName: string;
  packageName: string;
  installedVersion: string | null;
  fixedVersion: string | null;
  status: FindingStatus;
  isPresent: boolean;
  severity: number | null;
  scoreTenths: number | null;
  exploit: number;
  basePriority: number;
  detectedAt: Date;
  patchedAt: Date | null;
};

const columns = sql`
  f.id, f.customer_id as "customerId", f.number, c.cve_id as "cveId", c.title, f.asset_id as "assetId", a.hostname as "assetName",
  p.name as "packageName", iv.value as "installedVersion", fv.value as "fixedVersion", f.status, f.presence as "isPresent",
  f.severity, f.score_tenths as "scoreTenths", f.exploit, f.base_priority as "basePriority", f.detected_at as "detectedAt", f.patched_at as "patchedAt"`;
const joins = sql`
  join cves c on c.id = f.cve_id join packages p on p.id = f.package_id join assets a on a.id = f.asset_id
  left join package_versions iv on iv.id = f.installed_version_id left join package_versions fv on fv.id = f.fixed_version_id`;

/** Findings by row number, in the order asked; what is gone or hidden is left out. */
export async function readRows(tx: Tx, scope: CustomerScope, ids: readonly number[]): Promise<FindingRowData[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<FindingRowData>`
    select ${columns} from unnest(${[...ids]}::bigint[]) with ordinality as asked (id, place)
    join findings f on f.id = asked.id ${joins} where ${ofCustomers(scope, 'f.customer_id')} order by asked.place`.execute(
    tx,
  );
  return rows;
}

export type FindingData = FindingRowData & {
  description: string;
  references: string[];
  cvssVersion: string | null;
  publishedAt: Date | null;
  condition: string;
  architecture: string;
  format: string;
  path: string | null;
  reopenedCount: number;
  statusReason: string | null;
  presenceAt: Date;
  cve: number;
  package: number;
  fixed: number;
};

/** One finding with all that is known of it, or `null` when it is absent or hidden. */
export async function readFinding(tx: Tx, scope: CustomerScope, id: number): Promise<FindingData | null> {
  const { rows } = await sql<FindingData>`
    select ${columns}, c.description, c.reference_urls as "references", c.cvss_version as "cvssVersion", c.published_at as "publishedAt",
      f.condition, p.architecture, p.format, pp.value as path, f.reopened_count as "reopenedCount", f.status_reason as "statusReason",
      f.presence_at as "presenceAt", f.cve_id as cve, f.package_id as package, coalesce(f.fixed_version_id, 0) as fixed
    from findings f ${joins} left join package_paths pp on pp.id = f.path_id
    where f.id = ${id} and ${ofCustomers(scope, 'f.customer_id')}`.execute(tx);
  return rows[0] ?? null;
}

/** What one update closes for a customer. */
export async function readFix(tx: Tx, of: { customerId: number; package: number; fixed: number }) {
  const { rows } = await sql<{ findings: number; assets: number }>`
    select finding_count as findings, asset_count as assets from upgrade_groups
    where customer_id = ${of.customerId} and package_id = ${of.package} and fixed_version_id = ${of.fixed}`.execute(tx);
  return rows[0] ?? { findings: 0, assets: 0 };
}

export type HostData = { id: number; assetId: number; assetName: string; status: FindingStatus; isPresent: boolean };

/** The same CVE on other hosts of the customer, those that ask for work first. */
export async function readHosts(
  tx: Tx,
  of: { id: number; customerId: number; cve: number; assetId: number },
): Promise<HostData[]> {
  const { rows } = await sql<HostData>`
    select f.id, f.asset_id as "assetId", a.hostname as "assetName", f.status, f.presence as "isPresent"
    from findings f join assets a on a.id = f.asset_id
    where f.cve_id = ${of.cve} and f.customer_id = ${of.customerId} and f.asset_id <> ${of.assetId}
    order by ${ofExposed('f')} desc, lower(a.hostname), f.id limit 20`.execute(tx);
  return rows;
}

export type HistoryData = { at: Date; kind: string; before: unknown; after: unknown; reason: string | null };

/** The ledger of a finding, newest first; at most the last 100 entries. */
export async function readHistory(tx: Tx, id: number): Promise<HistoryData[]> {
  const { rows } = await sql<HistoryData>`
    select at, kind, before, after, reason from finding_events where finding_id = ${id} order by at desc, id desc limit 100`.execute(
    tx,
  );
  return rows;
}

/** The row number of the finding that a customer's mark and a number name, or `null`. */
export async function findByNumber(tx: Tx, scope: CustomerScope, mark: string, number: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select f.id from findings f join customers c on c.id = f.customer_id
    where c.mark = ${mark} and f.number = ${number} and ${ofCustomers(scope, 'f.customer_id')}`.execute(tx);
  return rows[0]?.id ?? null;
}

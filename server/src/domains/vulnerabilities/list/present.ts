import { type CustomerRef, exploitWords, type Finding, type FindingRow, severities } from '@watchfloor/contract';
import { toId } from '../../../lib/ids.ts';
import { priorityKey, scoreLines, toPoints, wholeSeconds } from '../priority.ts';
import { historyText } from './history.ts';
import type { FindingData, FindingRowData, HistoryData, HostData } from './rows.store.ts';

export const severityWord = (rank: number | null) => (rank === null ? null : (severities[rank] ?? null));
const exploitWord = (rank: number) => exploitWords[rank] ?? 'unknown';

/** A finding as lists show it, its priority as of `asOf`. */
export function presentRow(row: FindingRowData, customer: CustomerRef, asOf: Date): FindingRow {
  return {
    id: toId('finding', row.id),
    number: `${customer.mark}-F-${row.number}`,
    customer,
    cveId: row.cveId,
    title: row.title,
    asset: { id: toId('asset', row.assetId), name: row.assetName },
    packageName: row.packageName,
    installedVersion: row.installedVersion,
    fixedVersion: row.fixedVersion,
    status: row.status,
    isPresent: row.isPresent,
    severity: severityWord(row.severity),
    score: row.scoreTenths === null ? null : row.scoreTenths / 10,
    exploit: exploitWord(row.exploit),
    priority: toPoints(priorityKey(row.basePriority, wholeSeconds(row.detectedAt), wholeSeconds(asOf))),
    detectedAt: row.detectedAt.toISOString(),
    patchedAt: row.patchedAt?.toISOString() ?? null,
  };
}

export type FindingParts = {
  row: FindingData;
  customer: CustomerRef;
  fix: { findings: number; assets: number };
  hosts: readonly HostData[];
  history: readonly HistoryData[];
  asOf: Date;
};

/** One finding with its score explained, its fix and its history. */
export function presentFinding({ row, customer, fix, hosts, history, asOf }: FindingParts): Finding {
  return {
    ...presentRow(row, customer, asOf),
    description: row.description,
    references: row.references,
    condition: row.condition,
    architecture: row.architecture,
    format: row.format,
    path: row.path,
    cvssVersion: row.cvssVersion,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    reopenedCount: row.reopenedCount,
    statusReason: row.statusReason,
    presenceAt: row.presenceAt.toISOString(),
    scoreLines: scoreLines(row, asOf),
    isEstimated: row.scoreTenths === null,
    fix: row.fixed === 0 ? null : fix,
    hosts: hosts.map((host) => ({
      id: toId('finding', host.id),
      asset: { id: toId('asset', host.assetId), name: host.assetName },
      status: host.status,
      isPresent: host.isPresent,
    })),
    history: [
      ...history.map((entry) => ({ at: entry.at.toISOString(), kind: entry.kind, text: historyText(entry) })),
      { at: row.detectedAt.toISOString(), kind: 'detected', text: 'First seen.' },
    ],
    asOf: asOf.toISOString(),
  };
}

import type { Connection, CustomerRef, ProbeStep, Source } from '@watchfloor/contract';
import { toId } from '../../lib/ids.ts';
import { quietOf } from './sources/pace.ts';
import { lagS } from './sources/rules.ts';
import type { SourceRow } from './sources/store.ts';
import type { ConnectionRow } from './store.ts';

const iso = (at: Date | null) => at?.toISOString() ?? null;
const refOf = (customers: ReadonlyMap<number, CustomerRef>, id: number | null) =>
  id === null ? null : (customers.get(id) ?? null);

export type SourceMore = {
  customers: ReadonlyMap<number, CustomerRef>;
  parked: ReadonlyMap<number, number>;
  now: Date;
};

export const presentSource = (row: SourceRow, more: SourceMore): Source => ({
  id: toId('source', row.id),
  connectionId: toId('connection', row.connectionId),
  connectionName: row.connectionName,
  customer: refOf(more.customers, row.customerId),
  purpose: row.purpose,
  delivery: row.delivery,
  name: row.name,
  indexPattern: row.indexPattern,
  sinceAt: iso(row.sinceAt),
  minLevel: row.minLevel,
  everyS: row.everyS,
  isEnabled: row.isEnabled,
  lagS: lagS(row, more.now),
  quiet: quietOf(row, more.now),
  lastRunAt: iso(row.lastRunAt),
  lastOkAt: iso(row.lastOkAt),
  lastEventAt: iso(row.lastEventAt),
  lastError: row.lastError,
  parked: more.parked.get(row.id) ?? 0,
  version: row.version,
});

export type ConnectionMore = SourceMore & {
  secretNames: ReadonlyMap<number, readonly string[]>;
  steps: ReadonlyMap<number, ProbeStep[]>;
  sources: readonly SourceRow[];
};

export function presentConnection(row: ConnectionRow, more: ConnectionMore): Connection {
  // The hash of a webhook's key is ours alone: it would let a reader test guesses.
  const { keyHash: _hidden, ...config } = row.config;
  return {
    id: toId('connection', row.id),
    kind: row.kind,
    name: row.name,
    baseUrl: row.baseUrl,
    customer: refOf(more.customers, row.customerId),
    instance: row.instance,
    config,
    secretNames: [...(more.secretNames.get(row.id) ?? [])],
    tls: row.tls,
    isEnabled: row.isEnabled,
    isDemo: row.isDemo,
    status: row.status,
    statusDetail: row.statusDetail,
    remoteVersion: row.remoteVersion,
    lastCheckedAt: iso(row.lastCheckedAt),
    lastOkAt: iso(row.lastOkAt),
    sources: more.sources.filter((source) => source.connectionId === row.id).map((one) => presentSource(one, more)),
    steps: more.steps.get(row.id) ?? [],
    version: row.version,
  };
}

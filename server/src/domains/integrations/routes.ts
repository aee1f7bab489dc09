import { integrationRoutes as contract } from '@watchfloor/contract';
import { type Binding, on } from '../../http/binding.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId, toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { listConnectors } from './catalogue.ts';
import { deleteConnection, updateConnection } from './change.ts';
import { createConnection } from './create.ts';
import { exportConnections } from './export.ts';
import type { IntegrationParts } from './parts.ts';
import { presentStep } from './probe/rules.ts';
import { probeConnection, probeDraft } from './probe/service.ts';
import { absentConnection, getConnection, listConnections } from './read.ts';
import { absentSource, updateSource, visibleSource } from './sources/service.ts';
import type { SourceRow } from './sources/store.ts';
import { createWebhook, rotateWebhook } from './webhooks/service.ts';

export type IntegrationRouteParts = IntegrationParts & {
  /** Starts one run of a source now; the number of the run. */
  startRun(context: Context, sourceId: number, purpose: SourceRow['purpose']): Promise<number>;
};

const numbered = (id: number | null, absent: () => Failure): number => {
  if (id === null) throw absent();
  return id;
};
const connectionNumber = (id: string) => numbered(fromId('connection', id), absentConnection);
const sourceNumber = (id: string) => numbered(fromId('source', id), absentSource);
const customerNumber = (id: string | null) =>
  id === null
    ? null
    : numbered(fromId('customer', id), () => new Failure('customer.not_found', 'There is no such customer.'));

/** All routes of connections and sources; `receiveWebhook` belongs to the alert pipeline. */
export function integrationRoutes(parts: IntegrationRouteParts): Binding[] {
  return [
    on(contract.listConnectors, async () => ({ items: listConnectors(parts.connectors) })),
    on(contract.listConnections, async (context) => ({ items: await listConnections(context) })),
    on(contract.exportConnections, (context) => exportConnections(context)),
    on(contract.getConnection, async (context, { params }, exchange) => {
      const connection = await getConnection(context, connectionNumber(params.connectionId));
      exchange.setVersion(connection.version);
      return connection;
    }),
    on(contract.probeDraft, (context, { body }, exchange) =>
      probeDraft(context, parts, body, {
        minLevel: body.minLevel,
        signal: exchange.signal,
        onStep: (step, kind) => exchange.tell({ kind, step: presentStep(step) }),
      }),
    ),
    on(contract.createConnection, (context, { body }, exchange) =>
      createConnection(
        context,
        parts,
        { ...body, customerId: customerNumber(body.customerId) },
        { signal: exchange.signal },
      ),
    ),
    on(contract.createWebhook, (context, { body }, exchange) =>
      createWebhook(context, parts, { ...body, customerId: customerNumber(body.customerId) }, exchange.publicUrl),
    ),
    on(contract.rotateWebhook, (context, { params }, exchange) =>
      rotateWebhook(context, parts, connectionNumber(params.connectionId), exchange.publicUrl),
    ),
    on(contract.updateConnection, async (context, { params, body }, exchange) => {
      const id = connectionNumber(params.connectionId);
      const customerId = body.customerId === undefined ? undefined : customerNumber(body.customerId);
      const change = { ...body, customerId };
      const connection = await updateConnection(context, parts, id, change, exchange.ifMatch, exchange.signal);
      exchange.setVersion(connection.version);
      return connection;
    }),
    on(contract.probeConnection, (context, { params }, exchange) =>
      probeConnection(context, parts, connectionNumber(params.connectionId), {
        signal: exchange.signal,
        onStep: (step) => exchange.tell({ step: presentStep(step) }),
      }),
    ),
    on(contract.deleteConnection, (context, { params }) =>
      deleteConnection(context, connectionNumber(params.connectionId)),
    ),
    on(contract.updateSource, async (context, { params, body }, exchange) => {
      const source = await updateSource(context, sourceNumber(params.sourceId), body, exchange.ifMatch);
      exchange.setVersion(source.version);
      return source;
    }),
    on(contract.runSource, async (context, { params }) => {
      const id = sourceNumber(params.sourceId);
      const { purpose } = await visibleSource(context, id);
      return { runId: toId('run', await parts.startRun(context, id, purpose)) };
    }),
  ];
}

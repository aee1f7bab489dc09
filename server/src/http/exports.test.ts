import { type Route, routes } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '../../test/call.ts';
import type { GivenCustomer, GivenUser } from '../../test/given.ts';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { systemActor } from '../domains/access/index.ts';
import { recordedExport } from './exports.ts';

let app: TestApp;
let harbor: GivenCustomer;
beforeAll(async () => {
  app = await startTestApp();
  harbor = await app.given.customer({ code: 'harbor' });
  await app.given.alerts(2, { customerId: harbor.id });
});
afterAll(() => app.close());

const exportsOf = (who: GivenUser | string) =>
  app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select(['actor_id', 'customer_id', 'resource_id', 'description', 'after'])
      .where('event_type', '=', 'data_exported')
      .where('actor_name', '=', typeof who === 'string' ? who : who.username)
      .execute(),
  );
const all: readonly Route[] = Object.values(routes);
const streams = all.filter((route) => route.stream === 'csv');

test.each(streams.map((route) => [route.operationId, route] as const))(
  '%s is in the audit trail once, by whoever took it',
  async (operationId, route) => {
    const ines = await app.given.user({ role: 'analyst' });
    expect((await send(app.http, ines, route, {})).status).toBe(200);
    expect(await exportsOf(ines)).toEqual([
      {
        actor_id: ines.id,
        customer_id: null,
        resource_id: operationId,
        description: `Began ${operationId} as CSV.`,
        after: expect.objectContaining({ format: 'csv' }),
      },
    ]);
  },
);

test('the trail says what was asked for, also of a contact who sees one customer only', async () => {
  const contact = await app.given.user({ role: 'customer', customers: [harbor.id] });
  const query = { q: 'severity:>=high', lens: 'harbor', sort: 'oldest' } as const;
  expect((await app.call(contact, 'exportAlerts', { query })).status).toBe(200);
  expect((await app.call(contact, 'exportFindings', { query: { q: 'package:openssl' } })).status).toBe(200);
  expect((await exportsOf(contact)).map((row) => row.after)).toEqual([
    { format: 'csv', query },
    { format: 'csv', query: { q: 'package:openssl' } },
  ]);
});

test('what was refused exported nothing, and the trail says nothing of it', async () => {
  const contact = await app.given.user({ role: 'customer', customers: [harbor.id] });
  expect((await app.call(contact, 'exportAlerts', { query: { q: 'sevrity:high' } })).outcome).toBe('query.invalid');
  expect((await app.call(contact, 'exportConnections', {})).outcome).toBe('permission.missing');
  expect(await exportsOf(contact)).toEqual([]);
});

async function* lines(closed: () => void) {
  try {
    for (let n = 0; ; n++) yield `${n}\n`;
  } finally {
    closed();
  }
}

test('the row is there before the first line leaves, and stays when the reader breaks off', async () => {
  let isClosed = false;
  const rows = recordedExport(
    app.system,
    routes.exportAlerts,
    {},
    lines(() => (isClosed = true)),
  );
  const seen: string[] = [];
  for await (const part of rows) {
    expect(await exportsOf(systemActor.name)).toHaveLength(1);
    seen.push(part);
    if (seen.length === 3) break;
  }
  expect([seen, isClosed]).toEqual([['0\n', '1\n', '2\n'], true]);
  expect(await exportsOf(systemActor.name)).toHaveLength(1);
});

test('nothing leaves when it cannot be recorded', async () => {
  const broken = { ...app.system, record: () => Promise.reject(new Error('The trail is full.')) };
  const rows = recordedExport(
    broken,
    routes.exportAlerts,
    {},
    lines(() => undefined),
  );
  await expect(rows.next()).rejects.toThrow('The trail is full.');
});

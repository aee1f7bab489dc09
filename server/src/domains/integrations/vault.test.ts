import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromId } from '../../lib/ids.ts';
import { updateConnection } from './change.ts';
import { makeVault, warnOfUnreadable } from './index.ts';
import { probeConnection } from './probe/service.ts';
import { draft, type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { freshKeys } from './testing/fakes.ts';

let it: IntegrationApp;
let admin: { cookie: string };
beforeAll(async () => {
  it = await startIntegrationApp();
  admin = await it.app.given.user();
});
afterAll(() => it.app.close());

const create = async (changes: Record<string, unknown> = {}) => {
  const made = (await it.app.call(admin, 'createConnection', { body: draft(changes) })).reply;
  return { id: fromId('connection', made.id) ?? -1, wireId: made.id, url: made.baseUrl };
};

test('a saved connection opens with its settings, its trust and its secret', async () => {
  const tls = { verify: 'pin', fingerprint: 'AB'.repeat(32) };
  const made = await create({ tls });
  const vault = makeVault(it.fakes.parts);
  it.fakes.opened.length = 0;
  const can = await vault.openConnection(it.app.system, made.id);
  expect(can.probe).toBeTypeOf('function');
  expect(it.fakes.opened).toMatchObject([
    {
      kind: 'wazuh-indexer',
      config: { url: made.url, username: 'reader', pinSha256: 'AB'.repeat(32) },
      secrets: { password: 'Readers-Secret-1' },
    },
  ]);
  await vault.close();
});

test('it stays open until it is changed, then opens anew with what is stored', async () => {
  const made = await create();
  const vault = makeVault(it.fakes.parts);
  const first = await vault.openConnection(it.app.system, made.id);
  expect(await vault.openConnection(it.app.system, made.id)).toBe(first);
  const params = { connectionId: made.wireId };
  await it.app.call(admin, 'updateConnection', { params, body: { secrets: { password: 'Readers-Secret-2' } } });
  expect(await vault.openConnection(it.app.system, made.id)).not.toBe(first);
  expect(it.fakes.opened.at(-1)?.secrets).toEqual({ password: 'Readers-Secret-2' });
  await vault.close();
});

test('an open client does not outlive its connection', async () => {
  const made = await create();
  const vault = makeVault(it.fakes.parts);
  await vault.openConnection(it.app.system, made.id);
  await it.app.call(admin, 'deleteConnection', { params: { connectionId: made.wireId } });
  await expect(vault.openConnection(it.app.system, made.id)).rejects.toMatchObject({ code: 'connection.not_found' });
});

test('who may not see a connection cannot open it, open client or not', async () => {
  const made = await create();
  const vault = makeVault(it.fakes.parts);
  await vault.openConnection(it.app.system, made.id);
  const harbor = await it.app.given.customer();
  const narrow = it.app.as({
    ...it.app.system.actor,
    role: 'readonly',
    scope: { customers: { kind: 'these', ids: [harbor.id] }, tags: { kind: 'all' } },
  });
  await expect(vault.openConnection(narrow, made.id)).rejects.toMatchObject({ code: 'connection.not_found' });
  await vault.close();
});

test('a new password is never sent to the address of before, by who reads while both are changed', async () => {
  const { app, fakes } = it;
  const vault = makeVault(fakes.parts);
  const readers = [
    (context: typeof app.system, id: number) => vault.openConnection(context, id),
    (context: typeof app.system, id: number) => probeConnection(context, fakes.parts, id, {}),
  ];
  for (const [place, reader] of readers.entries()) {
    const made = await create();
    const url = `https://moved-${place}.kestrel.example:9200`;
    const change = { url, secrets: { password: 'Readers-Secret-2' } };
    let reads = 0;
    const slow: typeof app.system = {
      ...app.system,
      read: async (work) => {
        const found = await app.system.read(work);
        if (++reads === 1) await updateConnection(app.system, fakes.parts, made.id, change, null);
        return found;
      },
    };
    fakes.opened.length = 0;
    await reader(slow, made.id);
    expect(fakes.opened.length).toBeGreaterThan(0);
    for (const { config, secrets } of fakes.opened)
      expect([config['url'], secrets]).toEqual([url, { password: 'Readers-Secret-2' }]);
  }
  await vault.close();
});

test('a caller that gave up opens nothing', async () => {
  const made = await create();
  const vault = makeVault(it.fakes.parts);
  it.fakes.opened.length = 0;
  await expect(vault.openConnection(it.app.system, made.id, AbortSignal.abort(new Error('gave up')))).rejects.toThrow(
    'gave up',
  );
  expect(it.fakes.opened).toEqual([]);
});

test('a sealed secret copied to another connection does not open there', async () => {
  const [mine, other] = [await create(), await create()];
  await it.app.system.write(async (tx) => {
    const { sealed } = await tx
      .selectFrom('connection_secrets')
      .select('sealed')
      .where('connection_id', '=', other.id)
      .executeTakeFirstOrThrow();
    await tx.updateTable('connection_secrets').set({ sealed }).where('connection_id', '=', mine.id).execute();
  });
  const vault = makeVault(it.fakes.parts);
  await expect(vault.openConnection(it.app.system, mine.id)).rejects.toMatchObject({ code: 'secret.unreadable' });
  await vault.openConnection(it.app.system, other.id);
  expect(it.fakes.opened.at(-1)?.secrets).toEqual({ password: 'Readers-Secret-1' });
  await vault.close();
});

test('a start with another key file says in the log which connections it locks out, without their secrets', async () => {
  await create({ name: 'Locked out' });
  const lines: unknown[] = [];
  const log = {
    info: (details: object, message: string) => void lines.push([details, message]),
    warn: (details: object, message: string) => void lines.push([details, message]),
    error: (details: object, message: string) => void lines.push([details, message]),
  };
  const system = { ...it.app.system, log };
  const other = freshKeys();
  expect(await warnOfUnreadable(system, other)).toBeGreaterThan(0);
  expect(JSON.stringify(lines)).toContain('Locked out');
  expect(JSON.stringify(lines)).not.toContain('v1.');
});

test('a start with the right key file says nothing', async () => {
  await it.app.system.write((tx) => tx.deleteFrom('connections').execute());
  await create();
  expect(await warnOfUnreadable(it.app.system, it.fakes.parts.keys)).toBe(0);
});

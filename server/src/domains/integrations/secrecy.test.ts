import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromId } from '../../lib/ids.ts';
import { makeContext } from '../access/index.ts';
import { updateConnection } from './change.ts';
import { createConnection } from './create.ts';
import { probeDraft } from './probe/service.ts';
import { draft, type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { probes } from './testing/fakes.ts';
import { createWebhook, rotateWebhook } from './webhooks/service.ts';

let it: IntegrationApp;
beforeAll(async () => {
  it = await startIntegrationApp();
});
afterAll(() => it.app.close());

/** Each spelling in which a value could lie about. */
const spellings = (secret: string) => {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((skip) => bytes.subarray(skip, skip + 9 * Math.floor((bytes.length - skip) / 9)));
  return [
    secret,
    bytes.toString('hex'),
    encodeURIComponent(secret),
    ...inner.map((part) => part.toString('base64')),
    [...secret].reverse().join(''),
  ];
};

async function dump(): Promise<string> {
  const { rows } = await it.app.system.read((tx) =>
    sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(tx),
  );
  const texts = await Promise.all(
    rows.map(({ name }) =>
      it.app.db.asOwner(async (db) => {
        const found = await sql<{
          text: string;
        }>`select row_to_json(t)::text as text from ${sql.table(name)} t`.execute(db);
        return found.rows.map((row) => row.text).join('\n');
      }),
    ),
  );
  return texts.join('\n');
}

test('no secret lies readable in a table, a log line, a reply or an error', async () => {
  const [first, second] = ['Aurora-Readers-Secret-1', 'Aurora-Readers-Secret-2'];
  const said: unknown[] = [];
  const hear = (details: object, message: string) => void said.push(details, message);
  const log = { info: hear, warn: hear, error: hear };
  const admin = await it.app.given.user();
  const context = makeContext({ ...it.app.parts, log }, { ...it.app.system.actor, userId: admin.id, name: 'admin' });
  const { parts } = it.fakes;
  const wish = { ...draft({ secrets: { password: first } }), customerId: null, since: '24h', minLevel: 7 };

  said.push(await probeDraft(context, parts, wish, {}));
  const made = await createConnection(context, parts, wish);
  const id = fromId('connection', made.id) ?? -1;
  said.push(made, await updateConnection(context, parts, id, { secrets: { password: second } }, null));
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  said.push(await updateConnection(context, parts, id, { config: { username: 'other' } }, null));
  const refused = [
    createConnection(context, parts, wish),
    createConnection(context, parts, { ...wish, url: 'http://169.254.169.254' }),
    createConnection(context, parts, { ...wish, config: { password: first } }),
    updateConnection(context, parts, id, { secrets: { password: second, token: first } }, null),
  ];
  for (const one of await Promise.allSettled(refused)) {
    expect(one.status).toBe('rejected');
    if (one.status === 'rejected')
      said.push(String(one.reason), one.reason.message, one.reason.fields, one.reason.stack);
  }
  const hook = await createWebhook(context, parts, { name: 'Edge', customerId: null, minLevel: 7 }, 'http://x');
  const hookId = fromId('connection', hook.connection.id) ?? -1;
  const turned = await rotateWebhook(context, parts, hookId, 'http://x');
  said.push(hook.connection);

  const stored = await dump();
  expect(stored).toContain('connection_created');
  expect(stored).toContain(parts.keys.currentId);
  const shownOnce = [hook, turned].flatMap(({ url, secret }) => [secret, secret.slice(6), url.split('/').at(-1) ?? '']);
  const heard = JSON.stringify(said);
  for (const secret of [first, second, ...shownOnce, parts.keys.currentKey.toString('base64url')]) {
    for (const spelling of spellings(secret)) {
      expect(stored.includes(spelling), 'a table holds a secret').toBe(false);
      expect(heard.includes(spelling), 'a log, reply or error holds a secret').toBe(false);
    }
  }
});

test('the search of this file would find a secret that lies about', async () => {
  await it.app.system.write((tx) =>
    sql`insert into settings (key, value) values ('planted', '"Planted-Secret-1"'::jsonb)`.execute(tx),
  );
  expect(await dump()).toContain('Planted-Secret-1');
});

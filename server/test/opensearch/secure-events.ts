import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEvents } from '../../src/app/event-store.ts';
import { readConfig } from '../../src/config.ts';
import { createDatabase } from '../../src/db/database.ts';
import { conformanceNow, eventStoreConformance } from '../../src/domains/siem/eventstore/conformance.ts';
import { ask } from './load.ts';
import type { SearchNode } from './node.ts';

const password = 'events-password';
const name = 'our own indices, behind TLS and a login of the least rights';

/** Makes the login of the event store with the very role that the operator's page prints. */
async function makeLogin(node: SearchNode): Promise<void> {
  const page = await readFile(new URL('../../../docs/operations/README.md', import.meta.url), 'utf8');
  const [, path = '', role = ''] =
    /PUT (_plugins\/_security\/api\/roles\/watchfloor_events)\n([\s\S]*?\n {4}\})\n/.exec(page) ?? [];
  await ask(node, 'PUT', `/${path}`, JSON.parse(role));
  await ask(node, 'PUT', '/_plugins/_security/api/internalusers/wf-events', { password });
  await ask(node, 'PUT', '/_plugins/_security/api/rolesmapping/watchfloor_events', { users: ['wf-events'] });
}

/** Proves the event store of the program, opened from its settings, on a secure node that another test runs as well. */
export function secureEventStore(started: SearchNode | { unavailable: string }): void {
  if ('unavailable' in started) {
    eventStoreConformance(`OpenSearch, ${name}`, async () => started);
    return;
  }
  const node = started;
  const folder = mkdtemp(join(tmpdir(), 'wf-events-'));
  afterAll(async () => rm(await folder, { recursive: true, force: true }));

  /** `word` is the password that the file holds. */
  async function openFromSettings({ word = password, ...settings }: Record<string, string> = {}) {
    const write = async (what: string, text: string): Promise<string> => {
      const file = join(await folder, `${what}-${crypto.randomUUID()}`);
      await writeFile(file, text);
      return file;
    };
    const config = readConfig([], {
      WF_EVENTS_URL: node.url,
      WF_EVENTS_USER: 'wf-events',
      WF_EVENTS_PASSWORD_FILE: await write('password', `${word}\n`),
      WF_EVENTS_CA_FILE: await write('ca.pem', node.ca ?? ''),
      ...settings,
    });
    // Where OpenSearch keeps the events, the database is never asked for them.
    const db = createDatabase('postgres://127.0.0.1:1/none');
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const opened = await openEvents({ db, clock: { now: () => conformanceNow }, log }, db, config);
    const close = async () => {
      await opened.close();
      await db.close();
    };
    return { store: opened.store, close };
  }

  eventStoreConformance(`OpenSearch, ${name}`, async () => {
    await makeLogin(node);
    const { store, close } = await openFromSettings();
    return {
      store,
      load: async (documents) => {
        const outcomes = await store.write(documents);
        if (outcomes.some((outcome) => outcome.kind !== 'created')) throw new Error(JSON.stringify(outcomes));
      },
      readIndex: 'watchfloor-conformance',
      settle: async () => void (await ask(node, 'POST', '/_refresh')),
      close,
    };
  });

  test.each<[string, Record<string, string>, string, RegExp]>([
    ['a wrong password', { word: 'wrong-password' }, 'connection.unauthorized', /check user and password/],
    ['an unknown authority', { WF_EVENTS_CA_FILE: '' }, 'connection.tls', /certificate/],
    [
      'a login that may not write',
      { WF_EVENTS_USER: 'reader', word: 'reader-password' },
      'connection.forbidden',
      /lacks a right.*index_template/,
    ],
  ])('%s stops the writing of events with the remedy, and never shows the password', async (_, over, code, words) => {
    const { store, close } = await openFromSettings(over);
    const event = { index: 'watchfloor-refused', id: '1', time: conformanceNow, customerId: null, body: {} };
    const failure = await store.write([event]).then(
      () => null,
      (error: unknown) => error,
    );
    await close();
    expect(failure).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/(wrong|reader|events)-password/);
  });
}

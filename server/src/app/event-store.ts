import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { basicLogin, openUpstream } from '../connectors/upstream.ts';
import type { Database } from '../db/database.ts';
import type { ContextParts } from '../domains/access/index.ts';
import { type EventStore, openSearchEventStore, postgresEventStore } from '../domains/siem/index.ts';
import { Failure } from '../lib/failure.ts';

export type OpenedEvents = {
  /** The events, for requests. */
  store: EventStore;
  /** The same for jobs, whose connections to the database are their own. */
  workStore: EventStore;
  close(): Promise<void>;
};

/** Where pushed events are kept: OpenSearch when the configuration names one, else the program's own database. */
export async function openEvents({ db, clock }: ContextParts, work: Database, config: Config): Promise<OpenedEvents> {
  if (!config.events)
    return {
      store: postgresEventStore(db, clock),
      workStore: postgresEventStore(work, clock),
      close: async () => undefined,
    };
  const { url, user, passwordFile, caFile } = config.events;
  const password = passwordFile === null ? '' : (await readText(passwordFile, 'WF_EVENTS_PASSWORD_FILE')).trim();
  const upstream = openUpstream({
    url,
    reach: 'private',
    secrets: password === '' ? [] : [password],
    ...(caFile === null ? {} : { trust: { kind: 'ca' as const, pem: await readText(caFile, 'WF_EVENTS_CA_FILE') } }),
  });
  const headers = user === null ? {} : { authorization: basicLogin(user, password) };
  const store = openSearchEventStore(
    { request: (request, schema) => upstream.request({ ...request, headers }, schema) },
    clock,
  );
  return { store, workStore: store, close: () => upstream.close() };
}

async function readText(file: string, setting: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Failure('internal', `The file that ${setting} names cannot be read: ${file}.`, { cause });
  }
}

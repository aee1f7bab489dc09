import { type Permission, type RoleName, rolePermissions } from '@watchfloor/contract';
import { sql } from 'kysely';
import { cloneDatabase } from '../../../../test/database.ts';
import { createDatabase, type Database } from '../../../db/database.ts';
import { type Scope, systemScope } from '../../../db/scope.ts';
import { type Actor, type Context, makeContext, systemContext } from '../../access/index.ts';
import type { IngestSource } from '../ingest/source.ts';

/** A migrated database with three customers and one source, and the contexts of those who use it. */
export type World = {
  db: Database;
  now: Date;
  system: Context;
  source: IngestSource;
  /** Row numbers by code: own (the default), harbor, kestrel. */
  customers: Record<'own' | 'harbor' | 'kestrel', number>;
  person(name: string, role: RoleName, scope?: Scope): Promise<Context>;
  addSource(name: string, over?: Partial<IngestSource>): Promise<IngestSource>;
  close(): Promise<void>;
};

const silent = { info: () => {}, warn: () => {}, error: () => {} };

export async function makeWorld(start = '2026-06-01T12:00:00Z'): Promise<World> {
  const clone = await cloneDatabase();
  const db = createDatabase(clone.url);
  const world = { now: new Date(start) };
  const parts = { db, clock: { now: () => world.now }, log: silent };
  const system = systemContext(parts);
  const ids = await db.asOwner(async (owner) => {
    const { rows } = await sql<{ id: number; code: string }>`
      insert into customers (code, name, mark, hue, is_default) values ('own', 'Own', 'OWN', '#112233', true),
        ('harbor', 'Harbor Dental', 'HARB', '#223344', false), ('kestrel', 'Kestrel Logistics', 'KEST', '#334455', false)
      returning id, code`.execute(owner);
    await sql`insert into roles (name) values ('admin'), ('analyst'), ('readonly'), ('customer')`.execute(owner);
    await sql`insert into connections (kind, name) values ('wazuh-indexer', 'Main')`.execute(owner);
    return new Map(rows.map((row) => [row.code, row.id]));
  });
  const customerId = (code: string) => ids.get(code) ?? 0;
  const addSource = async (name: string, over: Partial<IngestSource> = {}): Promise<IngestSource> => {
    const { rows } = await db.asOwner((owner) =>
      sql<{
        id: number;
      }>`insert into sources (connection_id, purpose, delivery, name, product, index_pattern, min_level)
        select id, 'alerts', 'pull', ${name}, 'wazuh', 'wazuh-alerts-*', 0 from connections limit 1 returning id`.execute(
        owner,
      ),
    );
    return {
      id: rows[0]?.id ?? 0,
      customerId: null,
      product: 'wazuh',
      minLevel: 0,
      connectionId: 1,
      instance: 'main',
      ...over,
    };
  };
  return Object.assign(world, {
    db,
    system,
    source: await addSource('alerts'),
    customers: { own: customerId('own'), harbor: customerId('harbor'), kestrel: customerId('kestrel') },
    addSource,
    async person(name: string, role: RoleName, scope: Scope = systemScope): Promise<Context> {
      const { rows } = await db.asOwner((owner) =>
        sql<{
          id: number;
        }>`insert into users (username, email, role_id) select ${name}, ${`${name}@watchfloor.test`}, id from roles where name = ${role} returning id`.execute(
          owner,
        ),
      );
      const permissions: ReadonlySet<Permission> = new Set(rolePermissions[role]);
      const actor: Actor = { userId: rows[0]?.id ?? 0, name, role, permissions, scope, ip: null, agent: null };
      return makeContext(parts, actor);
    },
    async close() {
      await db.close();
      await clone.drop();
    },
  });
}

let made = 0;

/** A Wazuh alert document of its own; what is given replaces the fields. */
export function wazuhAlert(
  over: {
    id?: string;
    at?: string;
    title?: string;
    rule?: string;
    level?: number;
    host?: string;
    customer?: string;
    more?: Record<string, unknown>;
  } = {},
) {
  made += 1;
  return {
    index: 'wazuh-alerts-4.x-2026.06.01',
    id: over.id ?? `doc-${made}`,
    body: {
      timestamp: over.at ?? '2026-06-01T11:00:00.000+0000',
      rule: { id: over.rule ?? '5710', level: over.level ?? 8, description: over.title ?? 'Failed login' },
      agent: {
        id: '004',
        name: over.host ?? 'db-1',
        ...(over.customer === undefined ? {} : { labels: { customer: over.customer } }),
      },
      ...over.more,
    },
  };
}

import { createHash, randomBytes } from 'node:crypto';
import type { ParkReason, RoleName } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Context } from '../src/domains/access/index.ts';
import { nextNumbers } from '../src/domains/customers/index.ts';
import { type IdKind, toId } from '../src/lib/ids.ts';
import type { TestClock } from './clock.ts';
import { type GivenAlerts, type GivenFindings, insertAlerts, insertFindings } from './given-rows.ts';

/** Stands where a sealed secret stands; no answer may ever hold it. */
export const sealedText = 'v1.none.of.this.leaves';

export type GivenUser = { id: number; wireId: string; username: string; role: RoleName; cookie: string };
export type GivenCustomer = { id: number; wireId: string; code: string; name: string; mark: string };

/** Makes rows for tests, as the program itself, each kind in one statement; names differ by a running number. */
export type Given = ReturnType<typeof makeGiven>;

const firstOf = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Error('An insert that returns its row returned none.');
  return row;
};

const letters = (n: number) =>
  [...String(n).padStart(3, '0')].map((digit) => String.fromCharCode(65 + Number(digit))).join('');

export function makeGiven(system: Context, clock: TestClock) {
  let count = 0;
  const next = () => ++count;
  const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
    (await system.write((tx) => query.execute(tx))).rows;
  const row = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> => firstOf(await rows(query));

  async function tag(name = `tag-${next()}`): Promise<number> {
    return (
      await row(
        sql<{
          id: number;
        }>`insert into tags (name) values (${name}) on conflict (lower(name)) do update set name = excluded.name returning id`,
      )
    ).id;
  }

  async function customer(
    input: { code?: string; name?: string; aliases?: readonly string[] } = {},
  ): Promise<GivenCustomer> {
    const n = next();
    const code = input.code ?? `customer-${n}`;
    const name = input.name ?? `Customer ${n}`;
    const mark = `T${letters(n)}`;
    const { id } = await row(
      sql<{
        id: number;
      }>`insert into customers (code, name, mark, hue) values (${code}, ${name}, ${mark}, '#7fb685') returning id`,
    );
    for (const value of input.aliases ?? [])
      await rows(sql`insert into customer_aliases (customer_id, value) values (${id}, ${value})`);
    return { id, wireId: toId('customer', id), code, name, mark };
  }

  /** A signed-in person; the session lasts twelve hours of the test's clock. */
  async function user(
    input: {
      role?: RoleName;
      customers?: readonly number[];
      tags?: readonly number[];
      username?: string;
      passwordHash?: string;
      isActive?: boolean;
    } = {},
  ): Promise<GivenUser> {
    const n = next();
    const role = input.role ?? 'admin';
    const username = input.username ?? `${role}-${n}`;
    const { id } = await row(sql<{
      id: number;
    }>`insert into users (username, email, password_hash, role_id, is_active, is_verified)
      select ${username}, ${`${username}@harbor-dental.example`}, ${input.passwordHash ?? null}, id, ${input.isActive ?? true}, true from roles where name = ${role} returning id`);
    await rows(
      sql`insert into user_customers (user_id, customer_id) select ${id}, unnest(${[...(input.customers ?? [])]}::bigint[])`,
    );
    await rows(sql`insert into user_tags (user_id, tag_id) select ${id}, unnest(${[...(input.tags ?? [])]}::int[])`);
    return { id, wireId: toId('user', id), username, role, cookie: await session(id) };
  }

  /** Another session of a person, as a cookie. */
  async function session(userId: number): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(token).digest();
    const at = (ms: number) => new Date(clock.now().getTime() + ms);
    await rows(
      sql`insert into sessions (token_hash, user_id, created_at, expires_at, idle_at) values (${hash}, ${userId}, ${at(0)}, ${at(12 * 3_600_000)}, ${at(1_800_000)})`,
    );
    return `wf=${token}`;
  }

  async function tagAccess(access: {
    isEnabled: boolean;
    untagged: 'visible_to_all' | 'admin_only' | 'default_tag';
    defaultTagId?: number | null;
  }): Promise<void> {
    const value = JSON.stringify({ defaultTagId: null, ...access });
    await rows(
      sql`insert into settings (key, value) values ('tagAccess', ${value}::jsonb) on conflict (key) do update set value = excluded.value`,
    );
  }

  /** A connection with one secret, whose sealed text is not a real one. */
  async function connection(
    input: { kind?: string; customerId?: number | null; name?: string; baseUrl?: string } = {},
  ): Promise<number> {
    const n = next();
    const customerId = input.customerId ?? null;
    const { id } = await row(sql<{ id: number }>`insert into connections (kind, customer_id, name, base_url, instance)
      values (${input.kind ?? 'wazuh-indexer'}, ${customerId}, ${input.name ?? `Connection ${n}`}, ${input.baseUrl ?? `https://indexer-${n}.example:9200`}, ${`instance-${n}`}) returning id`);
    await rows(
      sql`insert into connection_secrets (connection_id, customer_id, name, sealed) values (${id}, ${customerId}, 'password', ${sealedText})`,
    );
    return id;
  }

  async function source(
    input: {
      connectionId?: number;
      customerId?: number | null;
      purpose?: 'alerts' | 'findings' | 'agents';
      product?: string;
    } = {},
  ): Promise<number> {
    const customerId = input.customerId ?? null;
    const connectionId = input.connectionId ?? (await connection({ customerId }));
    const purpose = input.purpose ?? 'alerts';
    return (
      await row(sql<{
        id: number;
      }>`insert into sources (connection_id, customer_id, purpose, delivery, name, product, index_pattern)
      values (${connectionId}, ${customerId}, ${purpose}, 'pull', ${`Source ${next()}`}, ${input.product ?? 'wazuh'}, ${purpose === 'alerts' ? 'wazuh-alerts-*' : 'wazuh-states-vulnerabilities-*'}) returning id`)
    ).id;
  }

  async function asset(input: { customerId: number; hostname?: string; instance?: string }): Promise<number> {
    const n = next();
    const hostname = input.hostname ?? `host-${n}`;
    const { id } = await row(sql<{
      id: number;
    }>`insert into assets (customer_id, hostname, origin, operating_system, last_seen_at)
      values (${input.customerId}, ${hostname}, 'wazuh', 'Debian GNU/Linux 12', ${clock.now()}) returning id`);
    await rows(sql`insert into asset_sources (asset_id, customer_id, instance, external_id, external_name, status)
      values (${id}, ${input.customerId}, ${input.instance ?? 'instance-1'}, ${String(n).padStart(3, '0')}, ${hostname}, 'active')`);
    return id;
  }

  async function parked(input: {
    sourceId: number;
    customerId?: number | null;
    reason?: ParkReason;
    body?: unknown;
  }): Promise<number> {
    return (
      await row(sql<{
        id: number;
      }>`insert into parked_events (source_id, customer_id, index_name, document_id, reason, error, body, occurred_at, parked_at)
      values (${input.sourceId}, ${input.customerId ?? null}, 'wazuh-alerts-4.x-2026.08.20', ${`parked-${next()}`}, ${input.reason ?? 'customer_unknown'}, 'Nobody knows the customer.',
        ${JSON.stringify(input.body ?? {})}::jsonb, ${clock.now()}, ${clock.now()}) returning id`)
    ).id;
  }

  /** A run of a job as the worker leaves it. */
  async function run(input: { job?: string; state?: 'waiting' | 'running' | 'done' | 'failed' } = {}): Promise<number> {
    return (
      await row(
        sql<{
          id: number;
        }>`insert into job_runs (job, trigger, state, created_at) values (${input.job ?? 'tidy-runs'}, 'person', ${input.state ?? 'done'}, ${clock.now()}) returning id`,
      )
    ).id;
  }

  /** One undoable operation of a person that closed the alert. */
  async function operation(input: { userId: number; alertId: number; customerId: number }): Promise<number> {
    const { id } = await row(
      sql<{
        id: number;
      }>`insert into operations (kind, summary, done_by, item_count, created_at) values ('close', 'Closed 1 alert.', ${input.userId}, 1, ${clock.now()}) returning id`,
    );
    await rows(sql`insert into operation_items (operation_id, subject_id, customer_id, version_after, before)
      values (${id}, ${input.alertId}, ${input.customerId}, 1, '{"status":"open"}')`);
    return id;
  }

  const numbers = (kind: 'alert' | 'finding', customerId: number, many: number) =>
    system.write(async (tx) => (await nextNumbers(tx, kind, new Map([[customerId, many]]))).get(customerId) ?? 1);

  /** Alerts of one customer, newest last, a minute apart; returns their row numbers. */
  async function alerts(many: number, input: GivenAlerts): Promise<number[]> {
    const first = await numbers('alert', input.customerId, many);
    const sourceId = input.sourceId ?? (await source({ customerId: input.customerId }));
    return system.write((tx) => insertAlerts(tx, many, { ...input, sourceId, first, at: clock.now(), salt: next() }));
  }

  /** Findings of one asset, each of a CVE of its own; returns their row numbers. */
  async function findings(many: number, input: GivenFindings): Promise<number[]> {
    const first = await numbers('finding', input.customerId, many);
    return system.write((tx) => insertFindings(tx, many, { ...input, first, at: clock.now(), salt: next() }));
  }

  return {
    tag,
    customer,
    user,
    session,
    tagAccess,
    connection,
    source,
    asset,
    parked,
    run,
    operation,
    alerts,
    findings,
    wire: (kind: IdKind, id: number) => toId(kind, id),
  };
}

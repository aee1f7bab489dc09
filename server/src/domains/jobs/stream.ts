import pg from 'pg';
import { type Scope, seesCustomer, seesTags } from '../../db/scope.ts';
import type { Context, Log } from '../access/index.ts';
import * as outbox from './outbox.store.ts';

type Listener = (rows: readonly outbox.OutboxRow[]) => void;

/** Reads the outbox once for all streams of this process: woken by NOTIFY, and by a slow clock in case a note was lost. */
export class OutboxReader {
  readonly #system: Context;
  readonly #url: string;
  readonly #log: Log;
  readonly #listeners = new Set<Listener>();
  #client: pg.Client | null = null;
  #isConnecting = false;
  #timer: NodeJS.Timeout | null = null;
  #position: outbox.Position = { tx: '0', id: 0 };
  #reading = false;
  #again = false;
  #isClosed = false;

  constructor(system: Context, url: string, log: Log) {
    this.#system = system;
    this.#url = url;
    this.#log = log;
  }

  async open(): Promise<void> {
    this.#position = await this.#system.read(outbox.outboxHead);
    await this.#listen();
    this.#timer = setInterval(() => void this.#tick(), 1_000);
  }

  get head(): outbox.Position {
    return this.#position;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #tick(): Promise<void> {
    // A database that is slow to let us in is asked by one connection, however many ticks pass meanwhile.
    if (!this.#client && !this.#isClosed && !this.#isConnecting) await this.#listen();
    await this.#read();
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'watchfloor stream',
      connectionTimeoutMillis: 2_000,
      query_timeout: 2_000,
    });
    client.on('error', () => {
      if (this.#client === client) this.#client = null;
    });
    client.on('notification', () => void this.#read());
    this.#isConnecting = true;
    try {
      await client.connect();
      await client.query('listen wf_outbox');
      if (this.#isClosed) await client.end();
      else this.#client = client;
    } catch (error) {
      this.#log.warn({ err: error }, 'the live stream waits for the database');
      void client.end().catch(() => undefined);
    } finally {
      this.#isConnecting = false;
    }
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        const rows = await this.#system.read((tx) => outbox.readOutbox(tx, this.#position, 500));
        const last = rows.at(-1);
        if (!last) continue;
        this.#position = { tx: last.tx, id: last.id };
        for (const listener of this.#listeners) listener(rows);
        this.#again ||= rows.length === 500;
      } while (this.#again && !this.#isClosed);
    } catch (error) {
      this.#log.warn({ err: error }, 'the live stream could not read');
    } finally {
      this.#reading = false;
    }
  }
}

/** Whether an actor may hear of a row: the customer wall, then the tag wall of alerts. */
export function mayHear(scope: Scope, row: outbox.OutboxRow): boolean {
  if (row.customerId === null ? scope.customers.kind !== 'all' : !seesCustomer(scope.customers, row.customerId))
    return false;
  return row.topic !== 'alerts' || seesTags(scope.tags, row.tagIds);
}

export const printPosition = (position: outbox.Position) => `${position.tx}-${position.id}`;

const largestTx = 2n ** 64n - 1n;

/** Reads a `Last-Event-ID`; null for anything that is not one of ours. */
export function parsePosition(text: string): outbox.Position | null {
  const match = /^(\d{1,20})-(\d{1,15})$/.exec(text);
  if (!match?.[1] || !match[2] || BigInt(match[1]) > largestTx) return null;
  return { tx: match[1], id: Number(match[2]) };
}

export function isAfter(one: outbox.Position, other: outbox.Position): boolean {
  const [tx, otherTx] = [BigInt(one.tx), BigInt(other.tx)];
  return tx === otherTx ? one.id > other.id : tx > otherTx;
}

/** Where to go on from what a reader heard last; null when something after it is no longer kept, or it was never told. */
export async function resumeFrom(system: Context, lastEventId: string): Promise<outbox.Position | null> {
  const at = parsePosition(lastEventId);
  if (at === null) return null;
  const [floor, head] = await system.read(
    async (tx) => [await outbox.outboxFloor(tx), await outbox.outboxHead(tx)] as const,
  );
  return isAfter(floor, at) || isAfter(at, head) ? null : at;
}

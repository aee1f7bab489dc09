import type { Permission } from '@watchfloor/contract';
import type { Database, Tx } from '../../db/database.ts';
import { type Scope, systemScope } from '../../db/scope.ts';
import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { type Actor, systemActor } from './actor.ts';
import { insertChanges } from './changes.store.ts';

/** What changed, as the audit trail and the live stream tell it. Both rows commit with the change or not at all. */
export type Change = {
  /** Audit word, for example `alert_closed`. */
  type: string;
  description: string;
  customerId: number | null;
  resource?: { type: string; id: string };
  before?: unknown;
  after?: unknown;
  /** Topic of the live stream; absent = nobody needs to hear of it. */
  topic?: string;
  tagIds?: readonly number[];
  payload?: Record<string, unknown>;
};

export type Log = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** What every use case receives first: who acts, when, and the only ways to read, write and record. */
export type Context = {
  actor: Actor;
  clock: Clock;
  log: Log;
  /** Reads what the actor may see. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for big lists and their counts, which may be a moment behind what others do; never behind the own change. */
  readLagging<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Writes within what the actor may see; run again after a deadlock. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** @throws {Failure} `permission.missing`: nothing was read or changed. */
  require(permission: Permission): void;
  can(permission: Permission): boolean;
  record(tx: Tx, change: Change | readonly Change[]): Promise<void>;
  /** The same context acting as the program, for steps that the actor asked for but could not see whole. */
  asSystem(): Context;
};

export type ContextParts = { db: Database; clock: Clock; log: Log };

/** Makes the context of one actor. */
export function makeContext(parts: ContextParts, actor: Actor): Context {
  const scope: Scope = actor.role === 'system' ? systemScope : actor.scope;
  const can = (permission: Permission) => actor.role === 'system' || actor.permissions.has(permission);
  return {
    actor,
    clock: parts.clock,
    log: parts.log,
    read: (work) => parts.db.read(scope, work),
    readLagging: (work) => parts.db.readLagging(scope, work),
    write: (work) => parts.db.write(scope, work),
    can,
    require: (permission) => {
      if (!can(permission))
        throw new Failure(
          'permission.missing',
          `Your role lacks the right ${permission}. An administrator can grant it.`,
        );
    },
    record: (tx, change) =>
      insertChanges(tx, actor, parts.clock.now(), Array.isArray(change) ? change : [change as Change]),
    asSystem: () =>
      makeContext(parts, { ...systemActor, name: actor.name, userId: actor.userId, ip: actor.ip, agent: actor.agent }),
  };
}

/** The context of the program itself. */
export const systemContext = (parts: ContextParts): Context => makeContext(parts, systemActor);

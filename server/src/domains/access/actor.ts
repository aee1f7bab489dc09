import type { Permission, RoleName } from '@watchfloor/contract';
import { type Scope, systemScope } from '../../db/scope.ts';

/** Who acts: a person with a role, or the program itself. The scope is decided once, when the session is read. */
export type Actor = {
  userId: number | null;
  name: string;
  role: RoleName | 'system';
  permissions: ReadonlySet<Permission>;
  scope: Scope;
  ip: string | null;
  agent: string | null;
};

const none: ReadonlySet<Permission> = new Set();

/** The program acting by itself: jobs, ingestion, the command line. It sees all and asks nobody. */
export const systemActor: Actor = {
  userId: null,
  name: 'system',
  role: 'system',
  permissions: none,
  scope: systemScope,
  ip: null,
  agent: null,
};

/** Somebody who is not signed in: sees nothing, may nothing. */
export const anonymous = (ip: string | null, agent: string | null): Actor => ({
  userId: null,
  name: 'anonymous',
  role: 'readonly',
  permissions: none,
  scope: { customers: { kind: 'these', ids: [] }, tags: { kind: 'these', ids: [], untagged: false } },
  ip,
  agent,
});

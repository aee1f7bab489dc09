import type { RoleName } from '@watchfloor/contract';
import type { Scope, TagScope } from '../../db/scope.ts';

/** Session limits: half an hour without a request, twelve hours in all. */
export const sessionIdleMs = 30 * 60_000;
export const sessionLifeMs = 12 * 3_600_000;
export const setupTokenMs = 30 * 60_000;
/** Longer than any lock. */
export const triesKeptMs = 24 * 3_600_000;

/** Whether tags restrict what people see, and what happens to alerts without a tag. */
export type TagAccess = {
  isEnabled: boolean;
  untagged: 'visible_to_all' | 'admin_only' | 'default_tag';
  defaultTagId: number | null;
};

/** In force until somebody sets another: tags restrict nothing. */
export const openTagAccess: TagAccess = { isEnabled: false, untagged: 'visible_to_all', defaultTagId: null };

export type Grants = { role: RoleName; customerIds: readonly number[]; tagIds: readonly number[] };

/**
 * What a person may see. An administrator sees all; analysts and read-only people without customer grants see every
 * customer, with one grant only those; a customer's contact sees only what is granted, so nothing without a grant.
 */
export function scopeOf(grants: Grants, tagAccess: TagAccess): Scope {
  if (grants.role === 'admin') return { customers: { kind: 'all' }, tags: { kind: 'all' } };
  const isOpen = grants.role !== 'customer' && grants.customerIds.length === 0;
  return {
    customers: isOpen ? { kind: 'all' } : { kind: 'these', ids: grants.customerIds },
    tags: tagScopeOf(grants, tagAccess),
  };
}

function tagScopeOf(grants: Grants, access: TagAccess): TagScope {
  // A customer's contact always sees all alerts of the customer: tags divide the work of the SOC, not of its clients.
  if (!access.isEnabled || grants.role === 'customer') return { kind: 'all' };
  const untagged =
    access.untagged === 'visible_to_all' ||
    (access.untagged === 'default_tag' && access.defaultTagId !== null && grants.tagIds.includes(access.defaultTagId));
  return { kind: 'these', ids: [...grants.tagIds].sort((a, b) => a - b), untagged };
}

/** Seconds to wait after so many failed tries in a row: none for four, then 30 s doubling to 15 min. Never for ever. */
export function lockSeconds(tries: number): number {
  return tries < 5 ? 0 : Math.min(900, 30 * 2 ** (tries - 5));
}

const common = [
  'password',
  'passwort',
  'letmein',
  'qwerty',
  '123456789',
  'watchfloor',
  'administrator',
  'changeme',
  'welcome',
];

/** The sentence that says why a password is refused, or `null` when it is good. Length is checked by the contract. */
export function weakness(password: string, username: string, email: string): string | null {
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5) return 'The password repeats few characters. Use a longer phrase of several words.';
  const name = [username, email.split('@')[0] ?? ''].find(
    (part) => part.length >= 3 && plain.includes(part.toLowerCase()),
  );
  if (name) return 'The password contains your name. Leave it out.';
  const word = common.find((entry) => plain.includes(entry));
  if (word && plain.length - word.length < 8)
    return 'The password is built on a very common one. Use a phrase of several words.';
  return null;
}

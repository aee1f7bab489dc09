/** Whose rows an actor may see: every customer's, or those listed. An empty list means nothing. */
export type CustomerScope = { kind: 'all' } | { kind: 'these'; ids: readonly number[] };

/** Which alerts by tag: every one, or those that share a tag with `ids`; `untagged` adds those without tags. */
export type TagScope = { kind: 'all' } | { kind: 'these'; ids: readonly number[]; untagged: boolean };

export type Scope = { customers: CustomerScope; tags: TagScope };

/** The scope of the program itself: jobs and ingestion, never a request. */
export const systemScope: Scope = { customers: { kind: 'all' }, tags: { kind: 'all' } };

/** The value of the setting `wf.scope` that row-level security reads; never empty, since empty is "nothing" by accident. */
export function scopeSetting(scope: CustomerScope): string {
  if (scope.kind === 'all') return 'all';
  const ids = scope.ids.filter((id) => Number.isSafeInteger(id) && id > 0);
  return ids.length === 0 ? '0' : ids.join(',');
}

/** True when rows of that customer (`null` = the installation's own) are inside. */
export function seesCustomer(scope: CustomerScope, customerId: number | null): boolean {
  return scope.kind === 'all' || (customerId !== null && scope.ids.includes(customerId));
}

/** True when an alert with those tags is inside. */
export const seesTags = (scope: TagScope, tagIds: readonly number[]): boolean =>
  scope.kind === 'all' || (tagIds.length === 0 ? scope.untagged : tagIds.some((tag) => scope.ids.includes(tag)));

/** The part of `scope` that is inside `ids`; never wider than `scope`. */
export function narrowTo(scope: CustomerScope, ids: readonly number[]): CustomerScope {
  return { kind: 'these', ids: scope.kind === 'all' ? ids : ids.filter((id) => scope.ids.includes(id)) };
}

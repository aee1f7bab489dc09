import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { CustomerRef, Me, Permission } from '@watchfloor/contract';
import { knownZone } from './formats.ts';
import { ask } from './queries.ts';

/** The person signed in; only below the routes that need a session. */
export const useMe = (): Me => useSuspenseQuery(ask('getSession', {})).data as Me;

/** Tells whether the role of the person holds a right. The server decides; this only keeps dead buttons away. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

/** The person's time zone, or UTC when the browser does not know it. */
export const useZone = (): string => knownZone(useMe().timeZone);

export type Lens = {
  /** For the `lens` parameter of lists; absent means all customers in scope. */
  param: string | undefined;
  customers: readonly CustomerRef[];
  isAll: boolean;
};

/** Which customers the page shows, from the address. Codes outside the scope are dropped. */
export function useLens(): Lens {
  const { customers } = useMe();
  const { lens } = useSearch({ strict: false }) as { lens?: string };
  return lensOf(lens, customers);
}

export function lensOf(lens: string | undefined, customers: readonly CustomerRef[]): Lens {
  const codes = (lens ?? '').split(',').filter(Boolean);
  const chosen = customers.filter((customer) => codes.includes(customer.code));
  const isAll = chosen.length === 0;
  return {
    param: isAll ? undefined : chosen.map((customer) => customer.code).join(','),
    customers: isAll ? customers : chosen,
    isAll,
  };
}

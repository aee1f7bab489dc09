import { type RoleName, roleNames, rolePermissions } from '@watchfloor/contract';
import type { Context } from './context.ts';
import { syncRoles } from './roles.store.ts';

const descriptions: Record<RoleName, string> = {
  admin: 'Runs the platform.',
  analyst: 'Works alerts and reads everything else.',
  readonly: 'Reads.',
  customer: 'A contact of a customer; sees that customer only.',
};

/** Brings the built-in roles up to the contract; safe to run at every start. */
export const ensureRoles = (system: Context) =>
  system.write((tx) =>
    syncRoles(
      tx,
      roleNames.map((name) => ({ name, description: descriptions[name], permissions: rolePermissions[name] })),
    ),
  );

import type { Permission, RoleName } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';

/** Makes the built-in roles hold exactly what the contract says. */
export async function syncRoles(
  tx: Tx,
  roles: readonly { name: RoleName; description: string; permissions: readonly Permission[] }[],
): Promise<void> {
  for (const role of roles) {
    const { id } = await tx
      .insertInto('roles')
      .values({ name: role.name, description: role.description, is_builtin: true })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ description: role.description }))
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .deleteFrom('role_permissions')
      .where('role_id', '=', id)
      .where('permission', 'not in', [...role.permissions, ''])
      .execute();
    await tx
      .insertInto('role_permissions')
      .values(role.permissions.map((permission) => ({ role_id: id, permission })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

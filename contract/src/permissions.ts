/** Every right of the product with the sentence that explains it; a route names exactly one. */
export const permissions = {
  'alert:read': 'See alerts and their events.',
  'alert:update': 'Assign, close, reopen and undo.',
  'finding:read': 'See findings and their assets.',
  'customer:read': 'See customers.',
  'customer:update': 'Create customers and their aliases.',
  'connection:read': 'See connections, their sources and health.',
  'connection:update': 'Connect products, change and remove connections.',
  'health:read': 'See lag, parked events and jobs.',
  'health:update': 'Replay parked events, run and cancel jobs.',
  'settings:update': 'Change retention and other settings.',
} as const;

export type Permission = keyof typeof permissions;
export const allPermissions = Object.keys(permissions) as Permission[];

export const roleNames = ['admin', 'analyst', 'readonly', 'customer'] as const;
export type RoleName = (typeof roleNames)[number];

/** Built-in roles: what each may do. A customer's contact reads its own alerts and findings, nothing else. */
export const rolePermissions: Record<RoleName, readonly Permission[]> = {
  admin: allPermissions,
  analyst: [
    'alert:read',
    'alert:update',
    'finding:read',
    'customer:read',
    'connection:read',
    'health:read',
    'health:update',
  ],
  readonly: ['alert:read', 'finding:read', 'customer:read', 'connection:read', 'health:read'],
  customer: ['alert:read', 'finding:read', 'customer:read'],
};

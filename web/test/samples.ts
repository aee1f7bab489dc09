import { type Me, rolePermissions } from '@watchfloor/contract';

/** The instant at which the samples play. */
export const at = (ago: number, now = Date.now()): string => new Date(now - ago).toISOString();
export const minute = 60_000;
export const hour = 3_600_000;
export const day = 86_400_000;

export const harbor = { id: 'cus_1', code: 'harbor', name: 'Harbor Dental', mark: 'HARB', hue: '#7fb685' };
export const kestrel = { id: 'cus_2', code: 'kestrel', name: 'Kestrel Logistics', mark: 'KEST', hue: '#c58fd6' };
export const aurora = { id: 'cus_3', code: 'aurora', name: 'Aurora Water', mark: 'AURO', hue: '#5bb8c9' };

export const admin: Me = {
  id: 'usr_1',
  username: 'ana.ruiz',
  email: 'ana@watchfloor.example',
  role: 'admin',
  permissions: [...rolePermissions.admin],
  seesAllCustomers: true,
  customers: [aurora, harbor, kestrel],
  timeZone: 'Europe/Berlin',
  expiresAt: '2030-01-01T00:00:00.000Z',
};

/** Somebody who may look at everything and change nothing. */
export const reader: Me = { ...admin, role: 'readonly', permissions: [...rolePermissions.readonly] };

/** A customer's own contact: alerts and findings, nothing of the platform. */
export const contact: Me = {
  ...admin,
  role: 'customer',
  permissions: [...rolePermissions.customer],
  seesAllCustomers: false,
  customers: [kestrel],
};

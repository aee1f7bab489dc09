import { type Permission, type RoleName, rolePermissions } from '@watchfloor/contract';
import { type GivenUser, sealedText } from '../given.ts';
import { foreignWord, hiddenWord, ownWord, somebodysWord, type World } from './world.ts';

/** One column of the matrix. */
export type MatrixCaller = {
  name: string;
  user: GivenUser | null;
  permissions: readonly Permission[];
  sees: 'nothing' | 'own' | 'all';
  /** Words that no answer to this caller may hold. */
  forbidden: readonly string[];
  /** True when alerts with the secret tag are out of sight. */
  isTagged: boolean;
};

type Row = {
  name: string;
  role: RoleName;
  sees: MatrixCaller['sees'];
  customers: readonly number[];
  isTagged: boolean;
};

/** True when there is something that this caller may not see, and so may not touch. */
export const isWalled = (caller: MatrixCaller) => caller.sees !== 'all' || caller.isTagged;

/** Everybody who may call: nobody, and each role with each kind of grant. Turns tag access on. */
export async function makeCallers({ app, own }: World): Promise<MatrixCaller[]> {
  const granted = await app.given.tag('granted');
  await app.given.tagAccess({ isEnabled: true, untagged: 'visible_to_all' });
  const secret = await app.given.tag('secret');
  const rows: Row[] = [
    { name: 'admin', role: 'admin', sees: 'all', customers: [], isTagged: false },
    { name: 'analyst of all customers', role: 'analyst', sees: 'all', customers: [], isTagged: false },
    { name: 'analyst of one customer', role: 'analyst', sees: 'own', customers: [own.customer.id], isTagged: false },
    { name: 'readonly of one customer', role: 'readonly', sees: 'own', customers: [own.customer.id], isTagged: false },
    { name: 'contact of the customer', role: 'customer', sees: 'own', customers: [own.customer.id], isTagged: false },
    { name: 'contact without a grant', role: 'customer', sees: 'nothing', customers: [], isTagged: false },
    { name: 'analyst with tags', role: 'analyst', sees: 'all', customers: [], isTagged: true },
    {
      name: 'analyst with tags of one customer',
      role: 'analyst',
      sees: 'own',
      customers: [own.customer.id],
      isTagged: true,
    },
  ];
  const callers: MatrixCaller[] = [
    {
      name: 'nobody',
      user: null,
      permissions: [],
      sees: 'nothing',
      forbidden: [foreignWord, ownWord, somebodysWord],
      isTagged: false,
    },
  ];
  for (const row of rows) {
    const tags = row.isTagged ? [granted] : [granted, secret];
    callers.push({
      name: row.name,
      user: await app.given.user({ role: row.role, customers: row.customers, tags }),
      permissions: rolePermissions[row.role],
      sees: row.sees,
      forbidden: [
        sealedText,
        somebodysWord,
        ...(row.sees === 'all' ? [] : [foreignWord]),
        ...(row.sees === 'nothing' ? [ownWord] : []),
        ...(row.isTagged || row.sees === 'nothing' ? [hiddenWord] : []),
      ],
      isTagged: row.isTagged,
    });
  }
  return callers;
}

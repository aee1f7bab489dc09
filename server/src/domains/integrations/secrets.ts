import type { Tx } from '../../db/database.ts';
import { isFailure } from '../../lib/failure.ts';
import type { KeyRing } from '../../lib/key-ring.ts';
import { seal, unseal } from '../../lib/seal.ts';
import type { Context } from '../access/index.ts';
import { secretPlace } from './parts.ts';
import * as store from './secrets.store.ts';

/** Seals and stores the values given; those of other names stay. */
export async function saveSecrets(
  tx: Tx,
  keys: KeyRing,
  owner: { connectionId: number; customerId: number | null },
  secrets: Readonly<Record<string, string>>,
  now: Date,
): Promise<void> {
  for (const [name, text] of Object.entries(secrets)) {
    await store.saveSealed(tx, owner, { name, sealed: seal(keys, text, secretPlace(owner.connectionId, name)) }, now);
  }
}

/** Opens a connection's secrets, all but those named. @throws {Failure} `secret.unreadable`. */
export async function openSecrets(
  tx: Tx,
  keys: KeyRing,
  connectionId: number,
  except: readonly string[] = [],
): Promise<Record<string, string>> {
  const sealed = (await store.listSealed(tx, connectionId)).filter(({ name }) => !except.includes(name));
  return Object.fromEntries(
    sealed.map((secret) => [secret.name, unseal(keys, secret.sealed, secretPlace(connectionId, secret.name))]),
  );
}

/** Opens the secrets of a connection as it was read; `null` when it was changed since, for its address is not for new ones. */
export async function openSecretsOf(
  tx: Tx,
  keys: KeyRing,
  row: { id: number; version: number },
): Promise<Record<string, string> | null> {
  const secrets = await openSecrets(tx, keys, row.id);
  // Asked last: whoever changes secrets moves the version in the same transaction.
  return (await store.findVersion(tx, row.id)) === row.version ? secrets : null;
}

/** Says in the log which stored secrets the present key does not open; nothing is changed, the right key may come back. */
export async function warnOfUnreadable(system: Context, keys: KeyRing): Promise<number> {
  const rows = await system.read(store.listAllSealed);
  const lost = rows.filter((row) => {
    try {
      unseal(keys, row.sealed, secretPlace(row.connectionId, row.name));
      return false;
    } catch (error) {
      if (!isFailure(error, 'secret.unreadable')) throw error;
      return true;
    }
  });
  if (lost.length > 0) {
    const connections = [...new Set(lost.map((row) => row.connection))].slice(0, 20);
    system.log.error({ connections }, 'stored secrets do not open with the present key file: put the right one back');
  }
  return lost.length;
}

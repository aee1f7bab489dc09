import { type Body, textAt, valueAt } from './fields.ts';

/** What an event calls its customer. A soft key decides only when somebody has it: it names other things as well. */
export type CustomerKey = { value: string; isSoft: boolean };

const fields: readonly (readonly [path: string, isSoft: boolean])[] = [
  ['agent.labels.customer', false],
  ['data.office365.OrganizationId', true],
  ['syslog_customer', false],
  ['customer_code', false],
];

/** The keys of an event in the order in which they are believed; empty ones are none. */
export function customerKeys(body: Body): CustomerKey[] {
  const keys: CustomerKey[] = [];
  for (const [path, isSoft] of fields) {
    const value = textAt(body, path);
    if (value !== null) keys.push({ value: value.slice(0, 200), isSoft });
  }
  const [, worker] = /^wazuh\.worker\.(.{1,200})$/i.exec(textNode(body)) ?? [];
  // A numbered worker is a machine of the cluster; a named one is a customer's.
  if (worker !== undefined) keys.push({ value: worker.toLowerCase(), isSoft: /^\d+$/.test(worker) });
  return keys;
}

const textNode = (body: Body): string => {
  const node = valueAt(body, 'cluster.node');
  return typeof node === 'string' ? node.trim() : '';
};

export type Directory = { defaultId: number; byKey(key: string): { id: number } | null };

/** The customer of an event: the one that a key names, else the connection's, else the default one; or the key that nobody has. */
export function resolveCustomer(
  keys: readonly CustomerKey[],
  ownerId: number | null,
  directory: Directory,
): { id: number } | { unknown: string } {
  for (const key of keys) {
    const found = directory.byKey(key.value);
    if (found) return { id: found.id };
    if (!key.isSoft) return { unknown: key.value };
  }
  return { id: ownerId ?? directory.defaultId };
}

import { createHash } from 'node:crypto';

export type DedupeParts = { customerId: number; ruleId: string | null; assetName: string | null; title: string };

/** The key of the group that an event belongs to: same customer, rule, asset and title. A UUID, so that its index stays narrow. */
export function dedupeKey({ customerId, ruleId, assetName, title }: DedupeParts): string {
  // As JSON, so that no two different sets of parts can be written the same way.
  const hash = createHash('sha256')
    .update(JSON.stringify([customerId, ruleId, assetName, title]))
    .digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

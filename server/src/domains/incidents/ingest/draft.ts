import type { ParkReason } from '@watchfloor/contract';
import type { CustomerKey } from './customer-keys.ts';

/** What a document says, in our words; `context` is the copy that is kept of it. */
export type Draft = {
  kind: 'draft';
  index: string;
  id: string;
  occurredAt: Date;
  title: string;
  ruleId: string | null;
  /** Wazuh's rule level, 0-16. */
  level: number | null;
  /** Rank, 0 info to 4 critical. */
  severity: number;
  tactics: readonly string[];
  techniques: readonly string[];
  product: string;
  assetName: string | null;
  agent: { id: string | null; name: string | null };
  clusterName: string | null;
  customerKeys: readonly CustomerKey[];
  context: unknown;
  isTrimmed: boolean;
};

export type Refusal = {
  kind: 'refusal';
  index: string;
  id: string;
  reason: ParkReason;
  /** The sentence that a person reads. */
  error: string;
  occurredAt: Date | null;
  /** What is kept for another try; null when the document can only be fetched again. */
  body: unknown;
};

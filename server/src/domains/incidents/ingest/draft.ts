import type { CustomerKey } from './customer-keys.ts';

/** Why a document cannot become part of an alert; `error` is the sentence that a person reads. */
export const parkReasons = [
  'time_invalid',
  'title_missing',
  'not_an_object',
  'too_large',
  'unreadable',
  'customer_unknown',
  'refused_by_database',
] as const;
export type ParkReason = (typeof parkReasons)[number];

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
  error: string;
  occurredAt: Date | null;
  /** What is kept for another try; null when the document can only be fetched again. */
  body: unknown;
};

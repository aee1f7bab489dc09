import type { FindingStatus } from '@watchfloor/contract';

/** Statuses in which a finding still asks for work; the partial indexes are built on this very list. */
export const exposedStatuses = ['open', 'pending_verification', 'patch_failed'] as const;
export const closedStatuses = ['patched', 'accepted_risk', 'false_positive'] as const;

const exposed: ReadonlySet<string> = new Set(exposedStatuses);
export const isExposed = (status: FindingStatus): boolean => exposed.has(status);

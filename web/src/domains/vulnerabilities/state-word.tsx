import type { FindingStatus } from '@watchfloor/contract';
import { findingsText } from '../../lib/text/findings.ts';

const dots: Record<FindingStatus, string> = {
  open: '',
  pending_verification: ' wait',
  patched: ' done',
  patch_failed: ' fail',
  accepted_risk: ' held',
  false_positive: ' held',
};

/** The state of a finding as dot and word, so that colour alone says nothing. */
export const StateWord = ({ status }: { status: FindingStatus }) => (
  <span className={`state${dots[status]}`}>{findingsText.statuses[status].toLowerCase()}</span>
);

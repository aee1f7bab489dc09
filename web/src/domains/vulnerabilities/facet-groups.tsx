import type { CustomerRef, Facet, FindingStatus, Severity } from '@watchfloor/contract';
import { severities } from '../../lib/contract.ts';
import { toggleValue, valuesOf } from '../../lib/query-tokens.ts';
import { findingsText } from '../../lib/text/findings.ts';
import type { FacetGroup } from '../../ui/facets.tsx';
import { SeverityMark, severityWords } from '../../ui/severity.tsx';

const order = ['status', 'severity', 'exploit', 'customer'] as const;
type Known = (typeof order)[number];
type Option = Facet['values'][number];

const statusOrder = [
  'open',
  'pending_verification',
  'patch_failed',
  'accepted_risk',
  'false_positive',
  'patched',
] as const;

/** Facets of the server as the filter column shows them: known order, every status and severity even at zero. */
export function facetGroups(facets: readonly Facet[], query: string, customers: readonly CustomerRef[]): FacetGroup[] {
  return order.flatMap((field) => {
    const values = facets.find((facet) => facet.field === field)?.values ?? [];
    const chosen = valuesOf(query, field);
    const options = completed(field, values, customers).map((option) => ({
      value: option.value,
      label: labelOf(field, option),
      count: option.count,
      isOn: chosen.includes(option.value),
      ...(field === 'severity' && option.value !== 'unknown' ? { mark: <SeverityMark severity={option.value} /> } : {}),
    }));
    return options.length > 0 ? [{ id: field, title: findingsText.facets[field], options }] : [];
  });
}

/** The query after a press on a filter. */
export const toggleFacet = (query: string, field: string, value: string): string => toggleValue(query, field, value);

function completed(field: Known, values: readonly Option[], customers: readonly CustomerRef[]): readonly Option[] {
  const counted = (value: string): Option =>
    values.find((one) => one.value === value) ?? { value, label: value, count: 0 };
  if (field === 'status') return statusOrder.map(counted);
  if (field === 'severity') {
    const hasInfo = values.some((one) => one.value === 'info');
    return [...severities.toReversed().filter((word) => word !== 'info' || hasInfo), 'unknown'].map(counted);
  }
  if (field === 'exploit') return (['available', 'exploitable'] as const).map(counted);
  return customers.length === 1 ? [] : values;
}

function labelOf(field: Known, option: Option): string {
  if (field === 'status') return findingsText.statuses[option.value as FindingStatus] ?? option.label;
  if (field === 'severity') return severityWords[option.value as Severity | 'unknown'] ?? option.label;
  if (field === 'exploit')
    return findingsText.exploits[option.value as keyof typeof findingsText.exploits] ?? option.label;
  return option.label;
}

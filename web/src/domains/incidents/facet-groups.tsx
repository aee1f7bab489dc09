import type { CustomerRef, Facet, Severity } from '@watchfloor/contract';
import { severities } from '../../lib/contract.ts';
import { hasToken, partsOf, queryOf, toggleValue, valuesOf } from '../../lib/query-tokens.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import type { FacetGroup } from '../../ui/facets.tsx';
import { SeverityMark, severityWords } from '../../ui/severity.tsx';

const order = ['severity', 'status', 'customer', 'source', 'assignee'] as const;
type Known = (typeof order)[number];

// Nobody has no name to ask for; the query language has a word for it.
const isNobody = (field: string, value: string) =>
  field === 'assignee' && ['nobody', 'none', 'null', ''].includes(value);

/** Facets of the server as the filter column shows them: known order, every severity and status even at zero. */
export function facetGroups(facets: readonly Facet[], query: string, customers: readonly CustomerRef[]): FacetGroup[] {
  return order.flatMap((field) => {
    const facet = facets.find((one) => one.field === field);
    if (!facet) return [];
    const on = valuesOf(query, field);
    const options = completed(field, facet, customers).map((option) => ({
      value: option.value,
      label: labelOf(field, option),
      count: option.count,
      isOn: isNobody(field, option.value)
        ? hasToken(query, nobodyToken) || on.includes('nobody')
        : on.includes(option.value),
      ...(field === 'severity' ? { mark: <SeverityMark severity={option.value} /> } : {}),
    }));
    return options.length > 0 ? [{ id: field, title: alertsText.facets[field], options }] : [];
  });
}

/** The query after a press on a filter. What the query ruled out of the same field gives way to what is chosen. */
export function toggleFacet(query: string, field: string, value: string): string {
  const open = queryOf(partsOf(query).filter((token) => !(token.isNegated && token.field === field)));
  if (field !== 'assignee') return toggleValue(open, field, value);
  const asValue = queryOf(
    partsOf(open).map((token) => (token.text === nobodyToken ? { text: 'assignee:nobody' } : token)),
  );
  const toggled = toggleValue(asValue, field, isNobody(field, value) ? 'nobody' : value);
  return queryOf(partsOf(toggled).map((token) => (token.text === 'assignee:nobody' ? { text: nobodyToken } : token)));
}

const nobodyToken = 'is:unassigned';

type Option = Facet['values'][number];

function completed(field: Known, facet: Facet, customers: readonly CustomerRef[]): readonly Option[] {
  const counted = (value: string, label: string): Option =>
    facet.values.find((one) => one.value === value) ?? { value, label, count: 0 };
  if (field === 'severity') return severities.toReversed().map((value) => counted(value, severityWords[value]));
  if (field === 'status')
    return (['open', 'in_progress', 'closed'] as const).map((value) => counted(value, alertsText.statuses[value]));
  if (field === 'customer' && customers.length === 1) return [];
  if (field === 'assignee') return facet.values.toSorted((a, b) => rankOf(a.value) - rankOf(b.value));
  return facet.values;
}

// Nobody's first: that is the queue; then the own ones.
const rankOf = (value: string): number => (isNobody('assignee', value) ? 0 : value === 'me' ? 1 : 2);

function labelOf(field: Known, option: Option): string {
  if (field === 'severity') return severityWords[option.value as Severity] ?? option.label;
  if (field === 'status') return alertsText.statuses[option.value as keyof typeof alertsText.statuses] ?? option.label;
  if (field === 'source') return alertsText.sources[option.value] ?? option.label;
  if (isNobody(field, option.value)) return alertsText.nobody;
  if (field === 'assignee' && option.value === 'me') return alertsText.me;
  return option.label;
}

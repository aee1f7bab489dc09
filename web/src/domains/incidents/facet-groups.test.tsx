import type { Facet } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { aurora, kestrel } from '../../../test/samples.ts';
import { facetGroups, toggleFacet } from './facet-groups.tsx';

const facets: Facet[] = [
  {
    field: 'assignee',
    values: [
      { value: 'nobody', label: 'Nobody', count: 341 },
      { value: 'me', label: 'Me', count: 9 },
    ],
  },
  { field: 'severity', values: [{ value: 'high', label: 'High', count: 41 }] },
  { field: 'status', values: [{ value: 'open', label: 'Open', count: 380 }] },
  { field: 'customer', values: [{ value: 'kestrel', label: 'Kestrel Logistics', count: 171 }] },
  { field: 'unheard', values: [{ value: 'x', label: 'X', count: 1 }] },
];
const groups = (query: string, customers = [aurora, kestrel]) => facetGroups(facets, query, customers);

test('groups come in the known order, and an unknown one is left out', () => {
  expect(groups('').map((group) => group.id)).toEqual(['severity', 'status', 'customer', 'assignee']);
});

test('every severity and status has its place, at zero too', () => {
  const [severity, status] = groups('');
  expect(severity?.options.map((option) => [option.label, option.count])).toEqual([
    ['Critical', 0],
    ['High', 41],
    ['Medium', 0],
    ['Low', 0],
    ['Info', 0],
  ]);
  expect(status?.options.map((option) => option.label)).toEqual(['Open', 'In progress', 'Closed']);
});

test('what the query asks is ticked', () => {
  const on = groups('status:open is:unassigned severity:(high OR low)').flatMap((group) =>
    group.options.filter((option) => option.isOn).map((option) => option.label),
  );
  expect(on).toEqual(['High', 'Low', 'Open', 'Nobody']);
});

test('with one customer in sight there is nothing to choose', () => {
  expect(groups('', [kestrel]).map((group) => group.id)).not.toContain('customer');
});

test('nobody has a word of its own, and joins people as a value', () => {
  expect(toggleFacet('status:open', 'assignee', 'nobody')).toBe('status:open is:unassigned');
  expect(toggleFacet('status:open is:unassigned', 'assignee', 'nobody')).toBe('status:open');
  expect(toggleFacet('is:unassigned', 'assignee', 'me')).toBe('assignee:(nobody OR me)');
  expect(toggleFacet('assignee:(nobody OR me)', 'assignee', 'me')).toBe('is:unassigned');
});

test('what was ruled out gives way to what is chosen', () => {
  expect(toggleFacet('-status:closed host:a', 'status', 'closed')).toBe('host:a status:closed');
});

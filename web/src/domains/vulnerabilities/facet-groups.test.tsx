import type { Facet } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { counts } from '../../../test/findings.ts';
import { admin, kestrel } from '../../../test/samples.ts';
import { facetGroups, toggleFacet } from './facet-groups.tsx';

const shown = (facets: readonly Facet[] = counts().facets, query = '', customers = admin.customers) =>
  facetGroups(facets, query, customers);
const group = (id: string, ...rest: Parameters<typeof shown>) => shown(...rest).find((one) => one.id === id);
const labels = (id: string, ...rest: Parameters<typeof shown>) => group(id, ...rest)?.options.map((one) => one.label);

test('the filters stand in the order in which people ask', () => {
  expect(shown().map((one) => one.id)).toEqual(['status', 'severity', 'exploit', 'customer']);
});

test('every status has its place, also where none has it', () => {
  expect(labels('status')).toEqual([
    'Open',
    'Pending verification',
    'Patch failed',
    'Accepted risk',
    'False positive',
    'Patched',
  ]);
  expect(group('status')?.options.find((one) => one.value === 'patch_failed')?.count).toBe(0);
});

test('unknown is a severity of its own, at the end', () => {
  expect(labels('severity')).toEqual(['Critical', 'High', 'Medium', 'Low', 'Unknown']);
  expect(group('severity')?.options.at(-1)).toMatchObject({ value: 'unknown', count: 611 });
});

test('info is only listed where something has it', () => {
  const facets = [{ field: 'severity', values: [{ value: 'info', label: 'info', count: 3 }] }];
  expect(labels('severity', facets)).toContain('Info');
});

test('who sees one customer has nothing to choose there', () => {
  expect(group('customer', counts().facets, '', [kestrel])).toBeUndefined();
});

test('what the query asks for is ticked', () => {
  const ticked = (query: string) =>
    shown(counts().facets, query).flatMap((one) =>
      one.options.filter((option) => option.isOn).map((option) => `${one.id}:${option.value}`),
    );
  expect(ticked('status:open severity:(critical OR unknown)')).toEqual([
    'status:open',
    'severity:critical',
    'severity:unknown',
  ]);
  expect(ticked('-status:open')).toEqual([]);
});

test('before the counts are here the fixed filters stand already', () => {
  expect(shown([]).map((one) => one.id)).toEqual(['status', 'severity', 'exploit']);
});

test('a press adds a value, a second press takes it away', () => {
  const once = toggleFacet('status:open', 'severity', 'unknown');
  expect(once).toBe('status:open severity:unknown');
  expect(toggleFacet(once, 'severity', 'unknown')).toBe('status:open');
});

test('two values of one filter are an or', () => {
  expect(toggleFacet('status:open', 'status', 'patched')).toBe('status:(open OR patched)');
});

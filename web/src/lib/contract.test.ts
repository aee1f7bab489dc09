import * as contract from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { contractValues } from '../../vite/contract-values.ts';
import * as ours from './contract.ts';

test('every operation of the contract has its method and path', () => {
  expect(Object.keys(ours.routeTable).sort()).toEqual(Object.keys(contract.routes).sort());
  expect(ours.routeTable.getAlert).toEqual({ method: 'GET', path: '/api/v1/alerts/:alertId' });
  expect(ours.routeTable.streamChanges.stream).toBe('events');
});

test('word lists are those of the contract', () => {
  expect(ours.verdicts).toEqual(contract.verdicts);
  expect(ours.severities).toEqual(contract.severities);
});

test('a build gets the same values as plain data, without the schema library', () => {
  const plugin = contractValues();
  const load = plugin.load as (id: string) => string | null;
  const text = load('/anywhere/web/src/lib/contract.ts') ?? '';
  expect(text).not.toMatch(/import|zod/);
  for (const [name, value] of Object.entries(ours)) {
    const line = text.split('\n').find((one) => one.startsWith(`export const ${name} = `)) ?? '';
    expect(JSON.parse(line.slice(line.indexOf('= ') + 2, -1))).toEqual(value);
  }
  expect(load('/anywhere/web/src/lib/api.ts')).toBe(null);
});

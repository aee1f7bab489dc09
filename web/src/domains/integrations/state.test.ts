import { expect, test } from 'vitest';
import { connection, source } from '../../../test/platform.ts';
import { parkedOf, productOf, stateOf, worstLagS } from './state.ts';

test.each([
  [{ isEnabled: false, status: 'failing' as const }, 'Paused'],
  [{ status: 'failing' as const }, 'Failing'],
  [{ status: 'ok' as const }, 'Answers'],
  [{ status: 'unknown' as const }, 'Not checked yet'],
  [{ kind: 'webhook', status: 'unknown' as const }, 'Listens'],
])('%o is told as %s', (part, word) => {
  expect(stateOf(connection(part)).word).toBe(word);
});

test('no two states share both dot and word', () => {
  const told = [
    { isEnabled: false },
    { status: 'failing' as const },
    { status: 'ok' as const },
    { status: 'unknown' as const },
  ].map((part) => JSON.stringify(stateOf(connection(part))));
  expect(new Set(told).size).toBe(told.length);
});

test('the lag of a connection is that of its slowest source', () => {
  expect(worstLagS(connection({ sources: [source({ lagS: 4 }), source({ lagS: 900 })] }))).toBe(900);
});

test('a paused source does not count as late', () => {
  expect(worstLagS(connection({ sources: [source({ lagS: 4 }), source({ lagS: 9_000, isEnabled: false })] }))).toBe(4);
});

test('a connection that was not read yet has no lag', () => {
  expect(worstLagS(connection({ sources: [source({ lagS: null })] }))).toBeNull();
  expect(worstLagS(connection({ sources: [] }))).toBeNull();
});

test('parked events of all sources are counted', () => {
  expect(parkedOf(connection({ sources: [source({ parked: 2 }), source({ parked: 5 })] }))).toBe(7);
});

test('a product that has no name here is called by its kind', () => {
  expect(productOf('wazuh-manager')).toBe('Wazuh manager');
  expect(productOf('other-product')).toBe('other-product');
});

import { expect, test } from 'vitest';
import { source } from '../../../test/platform.ts';
import { at, hour, minute } from '../../../test/samples.ts';
import { blindOf } from './blind.ts';

test('a source that answers is not blind', () => {
  expect(blindOf([source()])).toEqual([]);
});

test('a paused source is not blind: nobody asked it', () => {
  expect(blindOf([source({ isEnabled: false, lastError: 'refused' })])).toEqual([]);
});

test('sources of one connection that fail alike are told once', () => {
  const lost = { lastError: 'No answer.' };
  const found = blindOf([
    source({ ...lost, lastOkAt: at(minute) }),
    source({ ...lost, id: 'src_2', lastOkAt: at(hour) }),
    source({ ...lost, id: 'src_3', connectionId: 'con_2', connectionName: 'Other' }),
  ]);
  expect(found.map((one) => one.who)).toEqual(['Wazuh indexer Kestrel, 2 sources', 'Other, Alerts']);
});

test('the last good answer of several is the oldest, or none when one never answered', () => {
  const oldest = at(hour);
  const two = [
    source({ lastError: 'x', lastOkAt: at(minute) }),
    source({ id: 'src_2', lastError: 'x', lastOkAt: oldest }),
  ];
  expect(blindOf(two)[0]?.lastOkAt).toBe(oldest);
  expect(blindOf([...two, source({ id: 'src_3', lastError: 'x', lastOkAt: null })])[0]?.lastOkAt).toBeNull();
});

test('different troubles of one connection are told apart', () => {
  expect(blindOf([source({ lastError: 'a' }), source({ id: 'src_2', lastError: 'b' })])).toHaveLength(2);
});

test('a source that answers but brings nothing is blind, behind those that do not answer', () => {
  const quiet = { forS: 32_400, usualS: 1_200 };
  const found = blindOf([
    source({ quiet }),
    source({ id: 'src_2', quiet, lastError: 'x' }),
    source({ id: 'src_3', lastError: 'y' }),
  ]);
  expect(found.map((one) => [one.kind, one.trouble])).toEqual([
    ['failing', 'x'],
    ['failing', 'y'],
    ['quiet', 'no event for 9 h, where one usually comes within 20 min.'],
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../../test/any-unit.ts';
import { chunksOf, prepareDocument } from './document.ts';
import type { EventDocument } from './port.ts';

const base: EventDocument = {
  index: 'watchfloor-a',
  id: '1',
  time: new Date('2025-01-10T00:00:00Z'),
  customerId: null,
  body: {},
};
/** The escapes by which JSON.stringify writes U+0000 and lone surrogates. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(0000|d[89a-f])/;

const jsonOf = (body: Record<string, unknown>) => {
  const made = prepareDocument({ ...base, body });
  return 'json' in made ? made.json : made.refused;
};

test('any JSON becomes JSON without what PostgreSQL cannot hold, and is otherwise unchanged', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: anyUnit }), fc.jsonValue({ stringUnit: anyUnit, maxDepth: 4 })),
      (body) => {
        const json = jsonOf(body);
        if (json.includes('reserved')) return;
        const back: unknown = JSON.parse(json);
        const original: unknown = JSON.parse(JSON.stringify(body));
        expect(JSON.stringify(back)).not.toMatch(unstorable);
        if (!unstorable.test(JSON.stringify(original))) expect(back).toEqual(original);
      },
    ),
  );
});

test.each([
  ['a\u0000b', '{"a":"a\ufffdb"}'],
  ['a\ud800', '{"a":"a\ufffd"}'],
  ['𝄞', '{"a":"𝄞"}'],
  ['\\u0000', '{"a":"\\\\u0000"}'],
  ['\\\u0000', '{"a":"\\\\\ufffd"}'],
])('the value %j is stored as %s', (value, json) => {
  expect(jsonOf({ a: value })).toBe(json);
});

const deep = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { a: deep(levels - 1) });

test.each<[string, Partial<EventDocument>, RegExp]>([
  ['an upper-case index', { index: 'Wazuh' }, /index name/],
  ['a pattern as index', { index: 'wazuh-*' }, /index name/],
  ['an index that climbs', { index: '..' }, /index name/],
  ['an empty id', { id: '' }, /empty/],
  ['an id over 512 bytes', { id: 'é'.repeat(257) }, /512 bytes/],
  ['an id with U+0000', { id: 'a\u0000' }, /characters/],
  ['no time', { time: new Date(Number.NaN) }, /years 1 to 9999/],
  ['a time after year 9999', { time: new Date('+010000-01-01T00:00:00Z') }, /years 1 to 9999/],
  ['our own field', { body: { watchfloor: { customerId: 1 } } }, /"watchfloor" is reserved/],
  ['our own field as a dotted key', { body: { 'watchfloor.customerId': 1 } }, /reserved/],
  ['a nest of 5,000 levels', { body: deep(5_000) }, /deeper than 100/],
  ['a loop', { body: { big: 1n } }, /not JSON/],
  ['a body over 16 MB', { body: { a: 'x'.repeat(16_000_000) } }, /16 MB/],
])('%s is refused with its reason', (_what, change, reason) => {
  const made = prepareDocument({ ...base, ...change });
  expect('refused' in made && made.refused).toMatch(reason);
});

test('documents are split by count and by size, in order, and a large one stands alone', () => {
  const made = ['a', 'b', 'c'.repeat(50), 'd', 'e', 'f'].map((json) => ({ document: base, json }));
  const split = chunksOf(made, 2, 40).map((chunk) => chunk.map((one) => one.json.charAt(0)).join(''));
  expect(split).toEqual(['ab', 'c', 'de', 'f']);
});

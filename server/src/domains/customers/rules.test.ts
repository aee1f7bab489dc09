import { customerHues } from '@watchfloor/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CustomerDirectory, proposeHue, proposeMark } from './rules.ts';

test.each([
  ['Kestrel Logistics', 'kestrel', [], 'KEST'],
  ['Kestrel Logistics', 'kestrel', ['KEST'], 'KESTR'],
  ['Kestrel Logistics', 'kestrel', ['KEST', 'KESTR', 'KESTRE', 'KESTREL', 'KESTRELL'], 'KESTAA'],
  ['Ärzte am Zürichsee', 'aerzte', [], 'ARZT'],
  ['42', 'x1', [], 'XXXX'],
  ['株式会社', '123', [], 'CUST'],
])('%s (%s) with %j taken gets %s', (name, code, taken, mark) => {
  expect(proposeMark(name, code, new Set(taken))).toBe(mark);
});

test('whatever the name, a proposed mark is allowed and free', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.string({ unit: fc.constantFrom(...'ABCDEFGHX'), minLength: 2, maxLength: 8 }), { maxLength: 40 }),
      (name, marks) => {
        const taken = new Set(marks);
        for (let n = 0; n < 12; n++) {
          const mark = proposeMark(name, 'code', taken);
          expect(mark).toMatch(/^[A-Z]{2,8}$/);
          expect(taken.has(mark)).toBe(false);
          taken.add(mark);
        }
      },
    ),
  );
});

test('when every ending is used, a person must choose', () => {
  const ends = Array.from(
    { length: 26 * 26 },
    (_, n) => `CUST${String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26))}`,
  );
  expect(() => proposeMark('1', '2', new Set(['CUST', 'CUSTX', 'CUSTXX', 'CUSTXXX', 'CUSTXXXX', ...ends]))).toThrow(
    'No mark is left',
  );
});

test('neighbours get different hues, and twelve customers get twelve', () => {
  const used: string[] = [];
  for (let n = 0; n < 24; n++) used.push(proposeHue(used));
  expect(new Set(used.slice(0, 12))).toEqual(new Set(customerHues));
  expect(customerHues.every((hue) => used.filter((one) => one === hue).length === 2)).toBe(true);
  expect(proposeHue([...customerHues, '#ffffff'])).toBe(customerHues[0]);
});

const directory = new CustomerDirectory([
  { id: 1, code: 'own', isDefault: true, aliases: [] },
  { id: 2, code: 'kestrel', isDefault: false, aliases: ['KL-Prod', 'tenant-9'] },
  { id: 3, code: 'tenant-9', isDefault: false, aliases: [] },
]);

test('events name a customer by code or alias, without regard to case and blanks', () => {
  for (const key of ['kestrel', 'KESTREL', ' kestrel ', 'kl-prod', 'KL-PROD'])
    expect(directory.byKey(key)).toEqual({ id: 2, code: 'kestrel' });
  expect(directory.byKey('kestrel-2')).toBeNull();
  expect(directory.byKey('')).toBeNull();
  expect(directory.defaultId).toBe(1);
});

test('without a default customer nobody is it', () => {
  expect(new CustomerDirectory([]).defaultId).toBe(0);
});

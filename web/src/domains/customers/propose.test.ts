import { expect, test } from 'vitest';
import { customerHues } from '../../lib/contract.ts';
import { aliasesOf, proposeCode, proposeHue, proposeMark } from './propose.ts';

const codeRule = /^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/;
const markRule = /^[A-Z]{2,8}$/;

test.each([
  ['Kestrel Logistics', 'kestrel-logistics'],
  ['  Aurora   Water & Co. ', 'aurora-water-co'],
  ['Bäckerei Müller', 'backerei-muller'],
  ['A very long name that goes on and on and on', 'a-very-long-name-that-goes-on-an'],
])('the code of %j is %s', (name, code) => {
  expect(proposeCode(name)).toBe(code);
  expect(proposeCode(name)).toMatch(codeRule);
});

test.each(['', '!!', 'A', '株式会社'])('%j makes no code', (name) => {
  expect(proposeCode(name)).toBe('');
});

test('a code cut at a hyphen does not end with it', () => {
  expect(proposeCode('abcdefghijklmnopqrstuvwxyz-abcd-efgh')).toMatch(codeRule);
});

test('a mark takes four letters, more when those are taken', () => {
  expect(proposeMark('Kestrel Logistics', new Set())).toBe('KEST');
  expect(proposeMark('Kestrel Logistics', new Set(['KEST']))).toBe('KESTR');
  expect(proposeMark('Kestrel Logistics', new Set(['KEST', 'KESTR', 'KESTRE', 'KESTREL', 'KESTRELL']))).toBe('');
});

test('a short name makes a short mark', () => {
  expect(proposeMark('Io 3', new Set())).toBe('IO');
  expect(proposeMark('Io 3', new Set(['IO']))).toBe('');
  expect(proposeMark('X', new Set())).toBe('');
});

test.each(['Kestrel', 'Łódź', 'Öl & Gas', 'a1b2c3d4'])(
  'the mark of %j fits the rule or is left to the server',
  (name) => {
    const mark = proposeMark(name, new Set());
    expect(mark === '' || markRule.test(mark)).toBe(true);
  },
);

test('the hue is the one used least', () => {
  const used = customerHues.filter((hue) => hue !== '#5bb8c9');
  expect(proposeHue(used)).toBe('#5bb8c9');
  expect(proposeHue([])).toBe(customerHues[0]);
});

test('aliases are parted at commas and line ends, each once', () => {
  expect(aliasesOf('acme, ACME-DE\nacme , ,')).toEqual(['acme', 'ACME-DE']);
  expect(aliasesOf('')).toEqual([]);
});

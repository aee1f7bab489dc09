import { expect, test } from 'vitest';
import { parseQuery, printQuery } from '../../../lib/lucene/index.ts';
import { asksExposed, asksOnly, conjunctsOf, raiseCves } from './query.ts';

const partsOf = (text: string) => conjunctsOf(parseQuery(text)).map((node) => printQuery(node));

test('the parts that must all hold are taken apart, alternatives are not', () => {
  expect(partsOf('status:open (severity:high AND package:curl)')).toHaveLength(3);
  expect(partsOf('status:open OR severity:high')).toHaveLength(1);
  expect(partsOf('')).toEqual([]);
});

test('a part that asks one field only can be left out of its facet', () => {
  const asks = (text: string, ...fields: string[]) => asksOnly(parseQuery(text), new Set(fields));
  expect(asks('status:open OR status:patched', 'status')).toBe(true);
  expect(asks('-severity:low', 'severity')).toBe(true);
  expect(asks('status:open OR package:curl', 'status')).toBe(false);
  expect(asks('curl', 'status')).toBe(false);
});

test("ids of CVEs are raised to the catalogue's letters wherever they stand, other words are left", () => {
  const raised = (text: string) => printQuery(raiseCves(parseQuery(text)));
  expect(raised('cve:cve-2025-1 OR -cve-2024-9')).toBe(printQuery(parseQuery('cve:CVE-2025-1 OR -CVE-2024-9')));
  expect(raised('cve:cve-2025-*')).toBe(printQuery(parseQuery('cve:CVE-2025-*')));
  expect(raised('package:curl host:web')).toBe(printQuery(parseQuery('package:curl host:web')));
});

test('only what asks for open findings can be answered from kept groups', () => {
  expect(
    ['is:open', 'status:open', 'status:patched', 'open', '-status:open'].map((text) => asksExposed(parseQuery(text))),
  ).toEqual([true, true, false, false, false]);
});

test.each([
  ['a AND (b AND (c d))', 4],
  ['(a b)^2 c', 3],
  ['a OR b c', 1],
  ['(a OR b) AND c', 2],
  ['-(a b)', 1],
  ['-a -b', 2],
  ['* a', 1],
  ['*', 0],
])('%j has %i parts that can be judged by themselves', (text, count) => {
  expect(partsOf(text)).toHaveLength(count);
});

test.each([
  ['cve:"cve-2025-1"', 'cve:"CVE-2025-1"'],
  ['"cve-2025-1"', '"CVE-2025-1"'],
  ['(cve:cve-2025-1 OR cve:temp-1)^2', '(cve:CVE-2025-1 OR cve:TEMP-1)^2'],
  ['NOT cve:ghsa-abcd-*-x', 'NOT cve:GHSA-ABCD-*-X'],
  ['title:cve-2025-1', 'title:CVE-2025-1'],
  ['title:"about cve-2025-1"', 'title:"about cve-2025-1"'],
  ['package:cve-bin-tool', 'package:cve-bin-tool'],
  ['cve-bin-tool', 'cve-bin-tool'],
  ['cve-2025-*', 'CVE-2025-*'],
  ['cve-20?5-1', 'CVE-20?5-1'],
  ['cve-*-tool', 'cve-*-tool'],
  ['cve:[cve-2025-1 TO cve-2025-9]', 'cve:[cve-2025-1 TO cve-2025-9]'],
  ['cve:/cve-.*/', 'cve:/cve-.*/'],
  ['has:fix', 'has:fix'],
])('of %j the letters of ids are raised and nothing else: %j', (text, expected) => {
  expect(printQuery(raiseCves(parseQuery(text)))).toBe(printQuery(parseQuery(expected)));
});

test.each([
  ['IS:open', false],
  ['is:OPEN', true],
  ['status:"open"', true],
  ['is:open OR is:closed', false],
  ['(is:open)', true],
  ['is:op*', false],
  ['host:open', false],
  ['status:pending_verification', false],
])('%j asks for open findings and nothing else: %s', (text, expected) => {
  expect(asksExposed(parseQuery(text))).toBe(expected);
});

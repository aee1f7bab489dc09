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

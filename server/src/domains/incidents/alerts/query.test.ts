import { expect, test } from 'vitest';
import { parseQuery, printQuery } from '../../../lib/lucene/index.ts';
import { isCountable, namesCustomer, rewrite, without } from './query.ts';

const rewritten = (text: string) => printQuery(rewrite(parseQuery(text), (mark) => mark.toUpperCase() === 'KEST'));

test.each([
  ['assignee:me', 'is:mine'],
  ['assignee:NONE', 'is:unassigned'],
  ['assignee:ada', 'assignee:ada'],
  ['-status:closed', 'is:open'],
  ['NOT is:closed severity:high', 'is:open AND severity:high'],
  ['-status:open', 'NOT status:open'],
  ['KEST-1042', 'customer:KEST AND number:1042'],
  ['kest-7 OR x', '(customer:kest AND number:7) OR x'],
  ['ABCD-1', 'ABCD\\-1'],
  ['5710', '5710 OR rule:5710'],
  ['host:5710', 'host:5710'],
  ['title:KEST-1042', 'title:KEST\\-1042'],
  ['customer:kest*', 'customer_code:kest*'],
  ['customer:kestrel', 'customer:kestrel'],
])('%s is asked as %s', (text, expected) => {
  expect(rewritten(text)).toBe(expected);
});

test.each([
  ['severity:>=high status:open', 'severity', 'status:open'],
  ['severity:>=high status:open', 'status', 'severity:["high" TO *]'],
  ['is:mine status:open', 'assignee', 'status:open'],
  ['is:open is:mine', 'status', 'is:mine'],
  ['severity:high', 'severity', '*'],
  ['(severity:high OR severity:low) host:a', 'severity', 'host:a'],
  ['severity:high OR host:a', 'severity', 'severity:high OR host:a'],
  ['-severity:high host:a', 'severity', 'host:a'],
  ['', 'severity', '*'],
] as const)('%s without %s is %s', (text, dimension, expected) => {
  expect(printQuery(without(parseQuery(text), dimension))).toBe(expected);
});

test('only what the kept counts hold is countable', () => {
  for (const text of [
    '',
    '*',
    'is:open',
    'severity:>=high status:open is:unassigned source:wazuh customer:kestrel',
    '-is:mine OR severity:low',
  ])
    expect(isCountable(parseQuery(text))).toBe(true);
  for (const text of ['failed', 'host:a', 'is:open age:<4h', 'has:precedent', 'is:strange'])
    expect(isCountable(parseQuery(text))).toBe(false);
});

test('customers are looked up only for a query that names one', () => {
  expect(namesCustomer(parseQuery('is:open customer:kestrel'))).toBe(true);
  expect(namesCustomer(parseQuery('KEST-12'))).toBe(true);
  expect(namesCustomer(parseQuery('is:open host:KEST-12'))).toBe(false);
});

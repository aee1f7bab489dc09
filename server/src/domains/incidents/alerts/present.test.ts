import { expect, test } from 'vitest';
import type { AlertRecord } from './list.store.ts';
import { precedentsOf, presentRow, severityWord, userRef } from './present.ts';

const record: AlertRecord = {
  id: 33,
  number: 1042,
  customerId: 3,
  title: 'Failed login',
  source: 'wazuh',
  ruleId: '5710',
  ruleLevel: 10,
  severity: 3,
  status: 'open',
  verdict: null,
  assigneeId: null,
  assigneeName: null,
  assetName: 'db-1',
  eventCount: 2,
  firstSeenAt: new Date('2026-06-01T00:00:00Z'),
  lastSeenAt: new Date('2026-06-01T01:00:00Z'),
  closedAt: null,
  version: 1,
  seenText: '2026-06-01 01:00:00+00',
};

const kestrel = { id: 'cus_3', code: 'kestrel', name: 'Kestrel Logistics', mark: 'KEST', hue: '#112233' };

test('a row tells the alert in the words of the contract and no row numbers', () => {
  expect(presentRow(record, kestrel, null)).toMatchObject({
    id: 'alr_11',
    number: 'KEST-1042',
    severity: 'high',
    customer: kestrel,
    lastSeenAt: '2026-06-01T01:00:00.000Z',
    closedAt: null,
    assignee: null,
  });
  expect(presentRow(record, kestrel, null)).not.toHaveProperty('seenText');
});

test('the precedent of a rule is its most frequent verdict at that customer, of all that were closed', () => {
  const find = precedentsOf([
    { customerId: 3, ruleId: '5710', verdict: 'false_positive', count: 12 },
    { customerId: 4, ruleId: '5710', verdict: 'true_positive', count: 3 },
    { customerId: 3, ruleId: '5710', verdict: 'true_positive', count: 2 },
  ]);
  expect(find({ customerId: 3, ruleId: '5710' })).toEqual({ verdict: 'false_positive', count: 12, total: 14 });
  expect(find({ customerId: 4, ruleId: '5710' })).toEqual({ verdict: 'true_positive', count: 3, total: 3 });
  expect(find({ customerId: 3, ruleId: '1' })).toBeNull();
  expect(find({ customerId: 3, ruleId: null })).toBeNull();
});

test('a rank outside the words and a user who is gone are still told', () => {
  expect(severityWord(4)).toBe('critical');
  expect(severityWord(9)).toBe('info');
  expect(userRef(7, null)).toEqual({ id: 'usr_7', name: 'removed' });
});

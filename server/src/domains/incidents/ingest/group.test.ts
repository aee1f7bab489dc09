import { expect, test } from 'vitest';
import type { Draft } from './draft.ts';
import { groupDrafts, type OwnedDraft } from './group.ts';

const owned = (over: Partial<Draft>, customerId = 1, assetId: number | null = null): OwnedDraft => ({
  customerId,
  assetId,
  draft: {
    kind: 'draft',
    index: 'i',
    id: 'x',
    occurredAt: new Date('2026-01-01T00:00:00Z'),
    title: 'Failed login',
    ruleId: '5710',
    level: 5,
    severity: 2,
    tactics: [],
    techniques: [],
    product: 'wazuh',
    assetName: 'db-1',
    agent: { id: '004', name: 'db-1' },
    clusterName: null,
    customerKeys: [],
    context: {},
    isTrimmed: false,
    ...over,
  },
});

test('events of one customer, rule, asset and title are one group with the highest severity and the outer times', () => {
  const [group, ...others] = groupDrafts([
    owned({ id: 'b', occurredAt: new Date('2026-01-02T00:00:00Z'), level: 12, severity: 4 }, 1, 77),
    owned({ id: 'a', occurredAt: new Date('2026-01-01T00:00:00Z') }),
    owned({ id: 'c', occurredAt: new Date('2026-01-03T00:00:00Z') }),
  ]);
  expect(others).toEqual([]);
  expect(group).toMatchObject({
    customerId: 1,
    severity: 4,
    level: 12,
    assetId: 77,
    firstSeenAt: new Date('2026-01-01T00:00:00Z'),
    lastSeenAt: new Date('2026-01-03T00:00:00Z'),
  });
  expect(group?.head.id).toBe('a');
  expect(group?.events.map((event) => event.draft.id)).toEqual(['a', 'b', 'c']);
});

test.each([
  [{ title: 'Other' }, 1],
  [{ ruleId: '1' }, 1],
  [{ assetName: 'db-2' }, 1],
  [{}, 2],
])('%j of customer %i is a group of its own', (over, customerId) => {
  expect(groupDrafts([owned({}), owned(over, customerId)])).toHaveLength(2);
});

test('groups come in the order of their keys, whatever order the events had', () => {
  const drafts = Array.from({ length: 20 }, (_, n) => owned({ title: `t${n}` }));
  const keys = groupDrafts(drafts).map((group) => group.key);
  expect(keys).toEqual([...keys].sort());
  expect(groupDrafts(drafts.toReversed()).map((group) => group.key)).toEqual(keys);
});

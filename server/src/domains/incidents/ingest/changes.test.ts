import { expect, test } from 'vitest';
import { alertChanges, parkedChanges, type Saved } from './changes.ts';
import type { Refusal } from './draft.ts';
import type { Group } from './group.ts';

const source = { id: 7, customerId: null, product: 'wazuh', minLevel: 0, instance: null };

function saved(alertId: number, customerId: number, tagIds: number[], isNew: boolean, events = 1): Saved {
  const group = { customerId, events: Array.from({ length: events }) } as unknown as Group;
  return { alertId, group, tagIds, isNew };
}

const refusal = (reason: Refusal['reason']): Refusal => ({
  kind: 'refusal',
  index: 'i',
  id: '1',
  reason,
  error: 'Because.',
  occurredAt: null,
  body: null,
});

test('each customer and set of tags hears only of its own alerts', () => {
  const changes = alertChanges(source, [
    saved(1, 2, [], true),
    saved(2, 2, [5], false, 3),
    saved(3, 3, [], true, 2),
    saved(4, 2, [], true),
  ]);
  expect(changes.map((change) => [change.customerId, change.tagIds, change.after, change.payload])).toEqual([
    [2, [], { created: 2, absorbed: 0 }, { created: 2, ids: ['alr_1', 'alr_4'] }],
    [2, [5], { created: 0, absorbed: 3 }, { created: 0, ids: ['alr_2'] }],
    [3, [], { created: 1, absorbed: 1 }, { created: 1, ids: ['alr_3'] }],
  ]);
  expect(changes.every((change) => change.topic === 'alerts' && change.resource?.id === 'src_7')).toBe(true);
});

test('more than fifty alerts are told by their number alone', () => {
  const many = Array.from({ length: 51 }, (_, n) => saved(n + 1, 2, [], true));
  expect(alertChanges(source, many)[0]?.payload).toEqual({ created: 51 });
  expect(alertChanges(source, many.slice(1))[0]?.payload).toHaveProperty('ids');
});

test('nothing taken is nothing told', () => {
  expect(alertChanges(source, [])).toEqual([]);
  expect(parkedChanges(source, [], 0)).toEqual([]);
});

test('what was parked is told by reason, without a customer, and without its content', () => {
  const [change] = parkedChanges(source, [refusal('time_invalid'), refusal('time_invalid'), refusal('too_large')], 2);
  expect(change).toMatchObject({
    type: 'events_parked',
    customerId: null,
    topic: 'parked',
    after: { reasons: { time_invalid: 2, too_large: 1 }, freed: 2 },
    payload: {},
  });
});

test('what was only freed is told too, so that Health counts anew', () => {
  expect(parkedChanges(source, [], 3)).toHaveLength(1);
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dedupeKey } from '../../src/domains/incidents/index.ts';
import { normalise } from '../../src/domains/incidents/ingest/normalise.ts';
import { alertDocuments } from './documents.ts';

beforeAll(() => void vi.useFakeTimers({ now: new Date('2026-11-24T00:10:00Z'), toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const drafts = (run: string, from: number, count: number) =>
  alertDocuments(run, from, count).flatMap((one) => {
    const made = normalise(one, { product: 'wazuh' }, new Date());
    return made.kind === 'draft' ? [made] : [];
  });
const keyOf = (draft: ReturnType<typeof drafts>[number]) => dedupeKey({ customerId: 1, ...draft });

test('the same run and numbers give the same documents, however they are cut into batches', () => {
  const whole = alertDocuments('one', 100, 600);
  expect([...alertDocuments('one', 100, 250), ...alertDocuments('one', 350, 350)]).toEqual(whole);
});

test('no document is parked, and each becomes an alert of its own, also against those of another run', () => {
  const all = [...drafts('one', 0, 3_000), ...drafts('two', 0, 3_000)];
  expect(all).toHaveLength(6_000);
  expect(new Set(all.map(keyOf)).size).toBe(6_000);
  expect(new Set(all.map(({ index, id }) => `${index} ${id}`)).size).toBe(6_000);
});

test('customers, levels and rules are spread, and every event lies in the last hour and in the index of its day', () => {
  const made = drafts('one', 0, 3_600);
  expect(new Set(made.map(({ customerKeys }) => customerKeys[0]?.value)).size).toBe(50);
  expect(new Set(made.map(({ severity }) => severity))).toEqual(new Set([1, 2, 3, 4]));
  expect(new Set(made.map(({ ruleId }) => ruleId)).size).toBe(400);
  const isOdd = ({ index, occurredAt }: (typeof made)[number]) =>
    Date.now() - occurredAt.getTime() >= 3_600_000 ||
    !index.endsWith(occurredAt.toISOString().slice(0, 10).replaceAll('-', '.'));
  expect(made.filter(isOdd)).toEqual([]);
  expect(new Set(made.map(({ index }) => index)).size).toBe(2);
});

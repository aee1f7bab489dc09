import { expect, test } from 'vitest';
import { analysts } from './customers.ts';
import { alertOutcomes } from './outcomes.ts';
import type { AlertKey, DemoEvent, DemoOutcome } from './types.ts';
import { at, noon, sharedEvents, sharedWorld } from './world.fixture.ts';

const world = sharedWorld();
const outcomes = alertOutcomes(world);
const day = (time: Date): string => time.toISOString().slice(0, 10);
const text = ({ customerCode, ruleId, agentId, title }: AlertKey): string =>
  [customerCode, ruleId, agentId, title].join('|');
const keyOf = ({ customerCode, body }: DemoEvent): string =>
  [customerCode, at(body, 'rule.id'), at(body, 'agent.id'), at(body, 'rule.description')].join('|');

test('outcomes come in time order, before now, by analysts of the demo', () => {
  const codes = new Set(analysts.map(({ code }) => code));
  let before = 0;
  for (const { at: moment, by } of outcomes) {
    expect(moment.getTime()).toBeGreaterThanOrEqual(before);
    expect(codes.has(by)).toBe(true);
    before = moment.getTime();
  }
  expect(before).toBeLessThan(noon.getTime());
});

test('replaying each day, events before decisions, gives every alert its own verdict', () => {
  const days = Map.groupBy<string, DemoEvent | DemoOutcome>([...sharedEvents(), ...outcomes], (one) =>
    day('time' in one ? one.time : one.at),
  );
  const open = new Map<string, number>();
  const closed: number[] = [];
  for (const name of [...days.keys()].sort()) {
    const ofDay = days.get(name) ?? [];
    for (const one of ofDay) if ('time' in one) open.set(keyOf(one), (open.get(keyOf(one)) ?? 0) + 1);
    for (const one of ofDay) {
      if ('time' in one || one.decision.kind !== 'closed') continue;
      const key = text(one.key);
      expect(open.has(key), key).toBe(true);
      closed.push(open.get(key) ?? 0);
      open.delete(key);
    }
  }
  const expected = world.groups.filter(({ closure }) => closure !== null).map(({ events }) => events);
  expect([...closed].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
  expect(open.size).toBe(402);
});

test('nine of ten closed alerts were noise, and each verdict occurs', () => {
  const closed = outcomes.flatMap(({ decision }) => (decision.kind === 'closed' ? [decision] : []));
  const share = (verdict: string): number => closed.filter((one) => one.verdict === verdict).length / closed.length;
  expect(share('false_positive') + share('benign_true_positive')).toBeGreaterThan(0.9);
  for (const verdict of ['true_positive', 'duplicate', 'inconclusive'])
    expect(share(verdict), verdict).toBeGreaterThan(0.005);
});

test('a false positive has a reason, a duplicate has an original, others have neither', () => {
  for (const { decision } of outcomes) {
    if (decision.kind !== 'closed') continue;
    expect(decision.reason !== null).toBe(decision.verdict === 'false_positive');
    expect(decision.duplicateOf !== null).toBe(decision.verdict === 'duplicate');
  }
});

test('alerts in work are taken by an analyst and never closed afterwards', () => {
  const taken = outcomes.filter(({ decision }) => decision.kind === 'taken');
  expect(taken.filter(({ decision }) => decision.kind === 'taken' && decision.isStarted)).toHaveLength(22);
  for (const { key, at: moment } of taken) {
    const later = outcomes.filter((one) => one.at > moment && text(one.key) === text(key));
    expect(later).toEqual([]);
  }
});

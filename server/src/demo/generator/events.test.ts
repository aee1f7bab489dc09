import { expect, test } from 'vitest';
import { alertEvents } from './events.ts';
import { noisyRuleId } from './script.ts';
import { at, noon, sharedEvents, sharedWorld } from './world.fixture.ts';

const world = sharedWorld();
const events = sharedEvents();

test('25,000 to 40,000 documents come in time order, none after now, none older than 90 days', () => {
  expect(events.length).toBeGreaterThan(25_000);
  expect(events.length).toBeLessThan(40_000);
  const times = events.map(({ time }) => time.getTime());
  expect(times.filter((time, at) => time < (times[at - 1] ?? 0))).toEqual([]);
  expect(times[0]).toBeGreaterThanOrEqual(noon.getTime() - 90 * 86_400_000);
  expect(times.at(-1)).toBeLessThan(noon.getTime());
});

test('the newest events are seconds old', () => {
  const recent = events.filter(({ time }) => noon.getTime() - time.getTime() < 60_000);
  expect(recent.length).toBeGreaterThan(2);
});

test('document ids are unique', () => {
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events.filter(({ id }) => !/^[0-9a-f]{20}$/.test(id))).toEqual([]);
});

test('each document lies in the index of its day', () => {
  const days = new Map(events.map(({ index, time }) => [index, time.toISOString().slice(0, 10)]));
  const strays = events.filter(({ index, time }) => days.get(index) !== time.toISOString().slice(0, 10));
  expect(strays).toEqual([]);
  for (const [index, day] of days) expect(index).toBe(`wazuh-alerts-4.x-${day.replaceAll('-', '.')}`);
});

test('the events are those of the groups: each as often as its group says', () => {
  const expected = world.groups.reduce((sum, group) => sum + group.events, 0);
  expect(events).toHaveLength(expected);
  const open = world.groups.filter(({ closure, stream }) => closure === null && stream.rule.id === '100301');
  const logins = events.filter(
    ({ body, time }) => at(body, 'rule.id') === '100301' && time.getTime() >= (open[0]?.firstAt ?? 0),
  );
  expect(open[0]?.events).toBe(48);
  expect(logins).toHaveLength(48);
  const accepted = logins.filter(({ body }) => String(at(body, 'full_log')).includes('Accepted password'));
  expect(accepted).toEqual(logins.slice(-1));
});

test('events of one group are counted from one', () => {
  const noisy = events.filter(({ body }) => at(body, 'rule.id') === noisyRuleId).slice(-2);
  expect(noisy.map(({ body }) => at(body, 'rule.firedtimes'))).toEqual([1, 2]);
});

test('the sequence is lazy: the first document does not need the others', () => {
  const first = alertEvents(world).next();
  expect(first.done).toBe(false);
  expect(first.value).toEqual(events[0]);
});

test('the events of an alert lie between its first and its last one, which are both there', () => {
  const keyOf = (code: string, rule: unknown, agent: unknown, title: unknown) => [code, rule, agent, title].join('|');
  const times = Map.groupBy(events, ({ customerCode, body }) =>
    keyOf(customerCode, at(body, 'rule.id'), at(body, 'agent.id'), at(body, 'rule.description')),
  );
  const odd = world.groups.filter(({ stream, firstAt, lastAt, events: count }) => {
    const all = times.get(keyOf(stream.customerCode, stream.rule.id, stream.host.agentId, stream.title)) ?? [];
    const own = all.map(({ time }) => time.getTime()).filter((time) => time >= firstAt && time <= lastAt);
    return own.length !== count || own[0] !== firstAt || own.at(-1) !== lastAt;
  });
  expect(odd).toEqual([]);
});

import { expect, test } from 'vitest';
import { alertEvents } from './events.ts';
import { noisyRuleId } from './script.ts';
import { at, awkwardMoments, noon, sharedEvents, sharedWorld } from './world.fixture.ts';
import { buildDemoWorld } from './world.ts';

const world = sharedWorld();
const events = sharedEvents();

/** Private, documentation, loopback and unspecified addresses: the only ones that may be printed. */
const harmless =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|127\.|0\.0\.0\.0$)/;
const addresses = (text: string): string[] =>
  (text.match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g) ?? []).filter((one) =>
    one.split('.').every((octet) => Number(octet) < 256),
  );

test('25,000 to 40,000 documents come in time order, none after now, none older than 90 days', () => {
  expect(events.length).toBeGreaterThan(25_000);
  expect(events.length).toBeLessThan(40_000);
  let before = noon.getTime() - 90 * 86_400_000;
  for (const { time } of events) {
    expect(time.getTime()).toBeGreaterThanOrEqual(before);
    before = time.getTime();
  }
  expect(before).toBeLessThan(noon.getTime());
});

test('the newest events are seconds old', () => {
  const recent = events.filter(({ time }) => noon.getTime() - time.getTime() < 60_000);
  expect(recent.length).toBeGreaterThan(2);
});

test('document ids are unique', () => {
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  for (const { id } of events) expect(id).toMatch(/^[0-9a-f]{20}$/);
});

test('each document lies in the index of its day', () => {
  for (const { index, time } of events) {
    expect(index).toBe(`wazuh-alerts-4.x-${time.toISOString().slice(0, 10).replaceAll('-', '.')}`);
  }
  expect(new Set(events.map(({ index }) => index)).size).toBeGreaterThanOrEqual(89);
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

test('only private and documentation addresses are printed', () => {
  for (const { body } of events) {
    for (const address of addresses(JSON.stringify(body))) expect(address).toMatch(harmless);
  }
});

test('mail addresses and web addresses end in .example or are plain documentation addresses', () => {
  for (const { body } of events) {
    const text = JSON.stringify(body);
    for (const mail of text.match(/[\w.-]+@[\w-]+(?:\.[\w-]+)+/g) ?? []) expect(mail).toMatch(/\.example$/);
    for (const host of text.match(/https?:\/\/[^/"\\ ]+/g) ?? [])
      expect(host).toMatch(/\.example$|\/\/(203\.0\.113|198\.51\.100|192\.0\.2)\./);
  }
});

test('no placeholder is left in a document', () => {
  for (const { body } of events) expect(JSON.stringify(body)).not.toMatch(/\{\w+\}/);
});

test('one address runs through the intrusion at Kestrel', () => {
  const bodies = events.filter(({ time }) => noon.getTime() - time.getTime() < 3 * 3_600_000).map(({ body }) => body);
  const seen = (ruleId: string) =>
    bodies.some(
      (body) =>
        at(body, 'rule.id') === ruleId &&
        at(body, 'agent.labels.customer') === 'kestrel' &&
        JSON.stringify(body).includes('203.0.113.7'),
    );
  for (const ruleId of ['100101', '100108', '100301', '100508']) expect(seen(ruleId), ruleId).toBe(true);
});

test('the sequence is lazy: the first document does not need the others', () => {
  const first = alertEvents(world).next();
  expect(first.done).toBe(false);
  expect(first.value).toEqual(events[0]);
});

test.for(awkwardMoments.map((now) => ({ name: now.toISOString(), now })))(
  'no event lies in the future: $name',
  ({ now }) => {
    let newest = 0;
    for (const { time } of alertEvents(buildDemoWorld({ seed: 2, now }))) newest = time.getTime();
    expect(newest).toBeLessThan(now.getTime());
    expect(now.getTime() - newest).toBeLessThan(60_000);
  },
);

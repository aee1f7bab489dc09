import { expect, test } from 'vitest';
import { tellEvent } from '../domains/incidents/events/sentence.ts';
import type { Draft } from '../domains/incidents/ingest/draft.ts';
import { normalise } from '../domains/incidents/ingest/normalise.ts';
import { isObject } from '../lib/json.ts';
import { liveEvents, randomFrom } from './generator/index.ts';
import { ruleOf } from './generator/rules/list.ts';
import { at, noon, sharedEvents, sharedWorld } from './generator/world.fixture.ts';

// The demo's documents through the mapper of real ones: what it makes of them, without a database.
const wazuh = { product: 'wazuh' };
const live = (() => {
  const stream = liveEvents(sharedWorld(), noon, randomFrom(9));
  return Array.from({ length: 2_000 }, () => stream.next().value.event);
})();
// Every eleventh of the past: all rules are among them, and it stays quick.
const events = [...sharedEvents().filter((_, place) => place % 11 === 0), ...live];
const read = events.map((event) => ({ event, made: normalise(event, wazuh, new Date(noon.getTime() + 86_400_000)) }));
const drafts = read.flatMap(({ event, made }) => (made.kind === 'draft' ? [{ event, draft: made }] : []));

const against = (holds: (draft: Draft, event: (typeof events)[number]) => boolean): string[] =>
  drafts.filter(({ draft, event }) => !holds(draft, event)).map(({ draft }) => `${draft.ruleId} ${draft.title}`);

test('none is parked, of the past or live, and none is cut', () => {
  expect(read.flatMap(({ made }) => (made.kind === 'refusal' ? [made.error] : []))).toEqual([]);
  expect(against((draft) => !draft.isTrimmed)).toEqual([]);
});

test('time, rule, level and techniques are those of the generator', () => {
  expect(against((draft, event) => draft.occurredAt.getTime() === event.time.getTime())).toEqual([]);
  expect(
    against((draft) => {
      const { level, mitre } = ruleOf(draft.ruleId ?? '');
      return draft.level === level && draft.techniques.join() === mitre.map(([id]) => id).join();
    }),
  ).toEqual([]);
});

test("the customer's code is the first key, so that no event falls to the default customer", () => {
  expect(
    against(({ customerKeys }, event) => customerKeys[0]?.value === event.customerCode && !customerKeys[0].isSoft),
  ).toEqual([]);
});

test('the host is the reporting agent with the cluster that knows it, which links the alert to its asset', () => {
  expect(against((draft, { body }) => draft.assetName === at(body, 'agent.name') && draft.agent.name !== null)).toEqual(
    [],
  );
  expect(against((draft, { customerCode }) => draft.clusterName === `wazuh-${customerCode}`)).toEqual([]);
});

test('the product is told by the source: the firewall and the cloud are not called Wazuh', () => {
  const products = { windows: 'wazuh', syslog: 'wazuh', syscheck: 'wazuh', firewall: 'fortigate', cloud: 'office365' };
  expect(against((draft) => draft.product === products[ruleOf(draft.ruleId ?? '').shape.kind])).toEqual([]);
  expect(new Set(drafts.map(({ draft }) => draft.product)).size).toBe(3);
});

test('each event is told in a sentence of its own values that names its host', () => {
  const sentences = drafts.map(({ event: { body }, draft }) => ({
    draft,
    parts: isObject(body) ? tellEvent(body) : [],
  }));
  const odd = sentences.filter(({ draft, parts }) => {
    const text = parts.map((part) => part.text).join('');
    return !text.endsWith(` on ${draft.assetName}`) || /[{}]|undefined|\\\\$/.test(text) || /\s{2}/.test(text);
  });
  expect(odd.map(({ draft, parts }) => `${draft.ruleId} ${parts.map((part) => part.text).join('')}`)).toEqual([]);
});

test('for most rules the sentence says more than the title does', () => {
  const told = new Map(
    drafts.map(({ event: { body }, draft }) => [
      draft.ruleId,
      isObject(body) ? tellEvent(body).map((p) => p.field) : [],
    ]),
  );
  const plain = [...told].filter(([, fields]) => fields.includes('rule.description'));
  expect(plain.length).toBeLessThan(told.size / 2);
});

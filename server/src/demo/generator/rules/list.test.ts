import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { habits, story } from '../script.ts';
import { choices, drawStreams } from '../streams.ts';
import { demoRules, ruleOf } from './list.ts';
import { values } from './values.ts';

const tactics = [
  ...['Reconnaissance', 'Resource Development', 'Initial Access', 'Execution', 'Persistence', 'Privilege Escalation'],
  ...['Defense Evasion', 'Credential Access', 'Discovery', 'Lateral Movement', 'Collection', 'Command and Control'],
  ...['Exfiltration', 'Impact'],
];

const attack = join(import.meta.dirname, '../../../../../../shared/datasets/attack/enterprise-attack-18.1.json');

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Technique id → name and tactics, from the published knowledge base. */
function techniques(): Map<string, { name: unknown; tactics: unknown[] }> {
  const objects = items(field(JSON.parse(readFileSync(attack, 'utf8')), 'objects'));
  const tactics = new Map(
    objects
      .filter((one) => field(one, 'type') === 'x-mitre-tactic')
      .map((one) => [field(one, 'x_mitre_shortname'), field(one, 'name')]),
  );
  return new Map(
    objects
      .filter((one) => field(one, 'type') === 'attack-pattern' && field(one, 'revoked') !== true)
      .map((one) => [
        String(field(items(field(one, 'external_references'))[0], 'external_id')),
        {
          name: field(one, 'name'),
          tactics: items(field(one, 'kill_chain_phases')).map((phase) => tactics.get(field(phase, 'phase_name'))),
        },
      ]),
  );
}

test('rule ids are unique, in the range of local rules, and found by id', () => {
  expect(new Set(demoRules.map(({ id }) => id)).size).toBe(demoRules.length);
  for (const rule of demoRules) {
    expect(rule.id).toMatch(/^1000?\d{3}$/);
    expect(ruleOf(rule.id)).toBe(rule);
  }
  expect(() => ruleOf('1')).toThrow(RangeError);
});

test('there are 60 to 80 rules from level 3 to 15, from five kinds of sources', () => {
  expect(demoRules.length).toBeGreaterThanOrEqual(60);
  expect(demoRules.length).toBeLessThanOrEqual(80);
  expect(Math.min(...demoRules.map(({ level }) => level))).toBe(3);
  expect(Math.max(...demoRules.map(({ level }) => level))).toBe(15);
  expect(new Set(demoRules.map(({ shape }) => shape.kind)).size).toBe(5);
});

test('a title is one short sentence without a closing mark', () => {
  for (const { title } of demoRules) {
    expect(title.length, title).toBeLessThanOrEqual(60);
    expect(title).not.toMatch(/[.!?]$/);
  }
});

test('a title has a value exactly when the rule names the list that it comes from', () => {
  for (const rule of demoRules) expect(rule.title.includes('{value}'), rule.title).toBe(rule.vary !== undefined);
});

test('every list of values is used, has no value twice, and gives as many as a rule shows on one host', () => {
  const used = new Set<string | undefined>(demoRules.map(({ vary }) => vary));
  expect(Object.keys(values).filter((name) => !used.has(name))).toEqual([]);
  for (const list of Object.values(values)) expect(new Set(list).size).toBe(list.length);
  for (const { rule, host } of drawStreams(1))
    expect(choices(rule, host).length, `${rule.title} on ${host.name}`).toBeGreaterThanOrEqual(rule.variants ?? 0);
});

test('a technique has one name, and tactics of the kill chain, in whichever rule it stands', () => {
  const names = new Map<string, string>();
  for (const { mitre, title } of demoRules)
    for (const [id, tactic, name] of mitre) {
      expect(id, title).toMatch(/^T1\d{3}(\.\d{3})?$/);
      expect(tactics, title).toContain(tactic);
      expect(names.get(id) ?? name, id).toBe(name);
      names.set(id, name);
    }
  expect(new Set(names.values()).size).toBe(names.size);
});

test('every rule can fire somewhere: drawn on a host that has its source, or told in the script', () => {
  const drawn = new Set([1, 2, 3].flatMap((seed) => drawStreams(seed).map(({ rule }) => rule.id)));
  const told = new Set([...story, ...habits].map(({ ruleId }) => ruleId));
  expect(demoRules.filter(({ id }) => !drawn.has(id) && !told.has(id))).toEqual([]);
});

test('ranges are the right way round and shares lie between 0 and 1', () => {
  for (const { often, events, share, title } of demoRules) {
    expect(often[0], title).toBeLessThanOrEqual(often[1]);
    expect(events[0], title).toBeGreaterThanOrEqual(1);
    expect(events[0], title).toBeLessThanOrEqual(events[1]);
    expect(share >= 0 && share <= 1, title).toBe(true);
  }
});

test.skipIf(!existsSync(attack))('techniques and tactics are those of ATT&CK (needs ../shared)', () => {
  const known = techniques();
  for (const { mitre, title } of demoRules) {
    for (const [id, tactic, name] of mitre) {
      expect(known.get(id)?.name, `${title}: ${id}`).toBe(name);
      expect(known.get(id)?.tactics, `${title}: ${id}`).toContain(tactic);
    }
  }
});

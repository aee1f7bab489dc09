import { expect, test } from 'vitest';
import { castFor, fill } from './cast.ts';
import { randomFrom } from './random.ts';
import { demoRules, ruleOf } from './rules/list.ts';
import { reporterOf, streamOf } from './streams.ts';

const stream = streamOf(ruleOf('100207'), reporterOf('kestrel', 'dc-03'), 'mara');

test('what belongs to a stream stays the same over its events, a port does not', () => {
  const first = castFor(1, stream, randomFrom(1));
  const second = castFor(1, stream, randomFrom(2));
  for (const name of ['person', 'account', 'outside', 'file', 'sha256', 'base64', 'machine'] as const) {
    expect(first(name), name).toBe(second(name));
  }
  const ports = new Set(Array.from({ length: 20 }, (_, seed) => castFor(1, stream, randomFrom(seed))('port')));
  expect(ports.size).toBeGreaterThan(10);
});

test('one event tells one story: the account belongs to the person, whichever is asked first', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const accountFirst = castFor(seed, stream, randomFrom(1));
    expect(accountFirst('account')).toBe(`KESTREL\\${accountFirst('person')}`);
    const personFirst = castFor(seed, stream, randomFrom(1));
    const person = personFirst('person');
    expect(personFirst('account')).toBe(`KESTREL\\${person}`);
  }
});

test('what the script insists on wins over what is drawn', () => {
  const scripted = streamOf(stream.rule, stream.host, 'mara', { person: 'jo', outside: '203.0.113.7' });
  const cast = castFor(4, scripted, randomFrom(1));
  expect([cast('person'), cast('account'), cast('outside')]).toEqual(['jo', 'KESTREL\\jo', '203.0.113.7']);
});

test('the value of the title is the value in the event', () => {
  expect(castFor(1, stream, randomFrom(1))('value')).toBe('mara');
});

test('filling replaces known names, leaves other braces alone and repeats values', () => {
  const cast = castFor(1, stream, randomFrom(1));
  expect(fill('{domain}: {value} and {value}', cast)).toBe('KESTREL: mara and mara');
  expect(fill('{ … } {unheard}', cast)).toBe('{ … } {unheard}');
  expect(fill('nothing to fill', cast)).toBe('nothing to fill');
});

test('no rule asks for something that the cast does not know', () => {
  const cast = castFor(1, stream, randomFrom(1));
  for (const { shape, title } of demoRules) {
    expect(fill(JSON.stringify(shape), cast), title).not.toMatch(/\{\w+\}/);
  }
});

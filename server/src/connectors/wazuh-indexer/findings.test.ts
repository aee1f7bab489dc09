import { expect, test } from 'vitest';
import { groupAgents } from './findings.ts';

const agent = (id: string, count: number, instance: string | null = 'north') => ({ instance, agent: id, count });
const shape = (groups: ReturnType<typeof groupAgents>): string[] =>
  groups.map((group) => group.map((entry) => entry.agent).join('+'));

test('agents share a page while it holds them, and never split', () => {
  expect(shape(groupAgents([agent('1', 4), agent('2', 6), agent('3', 1), agent('4', 9)], 10))).toEqual(['1+2', '3+4']);
  expect(shape(groupAgents([agent('1', 4), agent('2', 7), agent('3', 3)], 10))).toEqual(['1', '2+3']);
});

test('an agent larger than a page stands alone', () => {
  expect(shape(groupAgents([agent('1', 1), agent('2', 25), agent('3', 1)], 10))).toEqual(['1', '2', '3']);
});

test('agents of two clusters never share a page, since their ids may be the same', () => {
  expect(shape(groupAgents([agent('1', 1, 'north'), agent('1', 1, 'south'), agent('1', 1, null)], 10))).toEqual([
    '1',
    '1',
    '1',
  ]);
});

test('every agent is in one group, whatever the sizes', () => {
  const agents = Array.from({ length: 100 }, (_value, place) => agent(String(place), (place * 37) % 23));
  for (const size of [1, 5, 22, 1000]) expect(groupAgents(agents, size).flat()).toEqual(agents);
  expect(groupAgents([], 10)).toEqual([]);
});

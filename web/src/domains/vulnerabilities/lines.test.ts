import type { FindingGroup } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { group, row } from '../../../test/findings.ts';
import { flatLines, groupLines, type Inside, keyOfGroup, once } from './lines.ts';

const groups: FindingGroup[] = [group({ key: 'a', findings: 3 }), group({ key: 'b' })];
const inside = (part: Partial<Inside> = {}): Inside => ({
  rows: [],
  hasMore: false,
  isWaiting: false,
  failure: null,
  ...part,
});
const shape = (insides: Record<string, Partial<Inside>>) =>
  groupLines(groups, new Map(Object.entries(insides).map(([key, part]) => [key, inside(part)]))).map(
    (line) => line.key,
  );
const lineFor = (kind: 'more' | 'failed', part: Partial<Inside>) =>
  groupLines(groups, new Map([['a', inside(part)]])).find((line) => line.kind === kind);

test('closed groups are one line each', () => {
  expect(shape({})).toEqual(['group:a', 'group:b']);
});

test('the findings of the open group stand below it and nowhere else', () => {
  const rows = [row({ id: 'fnd_1' }), row({ id: 'fnd_2' })];
  expect(shape({ a: { rows } })).toEqual(['group:a', 'fnd_1', 'fnd_2', 'group:b']);
});

test('several groups stand open at once, each with its own findings in its own place', () => {
  expect(shape({ b: { rows: [row({ id: 'fnd_3' })] }, a: { rows: [row({ id: 'fnd_1' })], hasMore: true } })).toEqual([
    ...['group:a', 'fnd_1', 'more:a'],
    ...['group:b', 'fnd_3'],
  ]);
});

test('one group may fail or be read while another one stands', () => {
  expect(shape({ a: { failure: 'No answer.' }, b: { isWaiting: true } })).toEqual([
    ...['group:a', 'failed:a'],
    ...['group:b', 'waiting:b'],
  ]);
});

test('a finding that moved to another group between two readings is listed once', () => {
  expect(
    shape({ a: { rows: [row({ id: 'fnd_1' })] }, b: { rows: [row({ id: 'fnd_1' }), row({ id: 'fnd_2' })] } }),
  ).toEqual([...['group:a', 'fnd_1'], ...['group:b', 'fnd_2']]);
});

test('an open group that is still read says so', () => {
  expect(shape({ b: { isWaiting: true } })).toEqual(['group:a', 'group:b', 'waiting:b']);
});

test('a failure keeps the rows that were read and stands below them', () => {
  expect(shape({ a: { rows: [row({ id: 'fnd_1' })], failure: 'No answer.', hasMore: true } })).toEqual([
    'group:a',
    'fnd_1',
    'failed:a',
    'group:b',
  ]);
});

test('the line for more says how many are left', () => {
  expect(lineFor('more', { rows: [row({ id: 'fnd_1' })], hasMore: true })).toMatchObject({ group: 'a', left: 2 });
});

test('the number left is not guessed when the group grew since it was counted', () => {
  const rows = ['fnd_1', 'fnd_2', 'fnd_3', 'fnd_4'].map((id) => row({ id }));
  expect(lineFor('more', { rows, hasMore: true })).toMatchObject({ left: null });
});

test('an open key that is no group opens nothing', () => {
  expect(shape({ gone: { rows: [row({ id: 'fnd_1' })] } })).toEqual(['group:a', 'group:b']);
});

test('the flat list is one level deep', () => {
  expect(flatLines([row({ id: 'fnd_9' })])).toMatchObject([{ kind: 'finding', key: 'fnd_9', level: 1 }]);
});

test('a group and a finding never share a key', () => {
  expect(keyOfGroup('fnd_1')).not.toBe('fnd_1');
});

test('what stands on two pages is listed once, where it stood first and as it was read last', () => {
  const pages = [group({ key: 'a', findings: 3 }), group({ key: 'b' }), group({ key: 'a', findings: 4 })];
  expect(once(pages, (one) => one.key).map((one) => [one.key, one.findings])).toEqual([
    ['a', 4],
    ['b', 214],
  ]);
});

import type { FindingGroup } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { group, row } from '../../../test/findings.ts';
import { flatLines, groupLines, type Inside, keyOfGroup } from './lines.ts';

const groups: FindingGroup[] = [group({ key: 'a', findings: 3 }), group({ key: 'b' })];
const inside = (part: Partial<Inside> = {}): Inside => ({
  rows: [],
  hasMore: false,
  isWaiting: false,
  failure: null,
  ...part,
});
const shape = (open: string | null, part?: Partial<Inside>) =>
  groupLines(groups, open, inside(part)).map((line) => line.key);

test('closed groups are one line each', () => {
  expect(shape(null)).toEqual(['group:a', 'group:b']);
});

test('the findings of the open group stand below it and nowhere else', () => {
  const rows = [row({ id: 'fnd_1' }), row({ id: 'fnd_2' })];
  expect(shape('a', { rows })).toEqual(['group:a', 'fnd_1', 'fnd_2', 'group:b']);
});

test('an open group that is still read says so', () => {
  expect(shape('b', { isWaiting: true })).toEqual(['group:a', 'group:b', 'waiting:b']);
});

test('a failure keeps the rows that were read and stands below them', () => {
  expect(shape('a', { rows: [row({ id: 'fnd_1' })], failure: 'No answer.', hasMore: true })).toEqual([
    'group:a',
    'fnd_1',
    'failed:a',
    'group:b',
  ]);
});

test('the line for more says how many are left', () => {
  const lines = groupLines(groups, 'a', inside({ rows: [row({ id: 'fnd_1' })], hasMore: true }));
  expect(lines.find((line) => line.kind === 'more')).toMatchObject({ left: 2 });
});

test('the number left is not guessed when the group grew since it was counted', () => {
  const rows = ['fnd_1', 'fnd_2', 'fnd_3', 'fnd_4'].map((id) => row({ id }));
  const lines = groupLines(groups, 'a', inside({ rows, hasMore: true }));
  expect(lines.find((line) => line.kind === 'more')).toMatchObject({ left: null });
});

test('an open key that is no group opens nothing', () => {
  expect(shape('gone', { rows: [row({ id: 'fnd_1' })] })).toEqual(['group:a', 'group:b']);
});

test('the flat list is one level deep', () => {
  expect(flatLines([row({ id: 'fnd_9' })])).toMatchObject([{ kind: 'finding', key: 'fnd_9', level: 1 }]);
});

test('a group and a finding never share a key', () => {
  expect(keyOfGroup('fnd_1')).not.toBe('fnd_1');
});

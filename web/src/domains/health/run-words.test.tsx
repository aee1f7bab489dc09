import { expect, test } from 'vitest';
import { run } from '../../../test/platform.ts';
import { statsOf, tookOf } from './run-words.tsx';

test('counts of a run are read as words', () => {
  expect(statsOf(run({ stats: { read: 120, belowLevel: 7, detail: { a: 1 } } }))).toBe('read 120, below level 7');
});

test('a job that never ran did nothing and took no time', () => {
  expect(statsOf(null)).toBe('');
  expect(tookOf(null, new Date())).toBe('');
});

test('a run that still waits has taken no time', () => {
  expect(tookOf(run({ startedAt: null, endedAt: null }), new Date())).toBe('');
});

test('a running job is measured up to now, an ended one to its end', () => {
  const startedAt = '2026-11-24T12:00:00.000Z';
  expect(tookOf(run({ startedAt, endedAt: null }), new Date('2026-11-24T12:00:42Z'))).toBe('42 s');
  expect(tookOf(run({ startedAt, endedAt: '2026-11-24T12:05:00.000Z' }), new Date('2026-11-24T13:00:00Z'))).toBe(
    '5 min',
  );
});

import { expect, test } from 'vitest';
import { cpuSeconds, parseStat } from './cpu.ts';

test('the name of a process may hold blanks and brackets', () => {
  const text = '42 (a) b (c) S 7 42 42 0 -1 0 1 2 3 4 150 50 30 20 20 0 1 0 100 0 0';
  expect(parseStat(42, text)).toEqual({ pid: 42, parent: 7, ownS: 2, endedS: 0.5 });
});

test.skipIf(process.platform !== 'linux')('work of this process is seen as processor time', async () => {
  const before = await cpuSeconds(process.pid);
  const ends = process.cpuUsage().user + 40_000;
  while (process.cpuUsage().user < ends) for (let n = 0; n < 1e5; n++) Math.sqrt(n);
  expect(await cpuSeconds(process.pid)).toBeGreaterThan(before + 0.02);
});

test('a process that is not there took no time', async () => {
  expect(await cpuSeconds(-1)).toBe(0);
});

import { expect, test } from 'vitest';
import { shareAnswers } from './shared-counts.ts';

function setUp() {
  const world = { now: 1_000_000, asked: 0 };
  const share = shareAnswers<number>({ now: () => new Date(world.now) });
  return { world, ask: (key: string) => share(key, async () => ++world.asked) };
}

test('equal questions at the same time are asked once', async () => {
  const { world, ask } = setUp();
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual([1, 1, 2]);
  expect(world.asked).toBe(2);
});

test('an answer is never older than two seconds', async () => {
  const { world, ask } = setUp();
  await ask('a');
  world.now += 1_999;
  expect(await ask('a')).toBe(1);
  world.now += 1;
  expect(await ask('a')).toBe(2);
});

test('a failure is not kept', async () => {
  let asked = 0;
  const share = shareAnswers<number>({ now: () => new Date(0) });
  const ask = () =>
    share('a', async () => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return asked;
    });
  await expect(ask()).rejects.toThrow('away');
  expect(await ask()).toBe(2);
});

test('a thousand different questions do not fill the memory', async () => {
  const { world, ask } = setUp();
  for (let n = 0; n < 1_000; n++) await ask(`q${n}`);
  await ask('q999');
  expect(world.asked).toBe(1_000);
  await ask('q0');
  expect(world.asked).toBe(1_001);
});

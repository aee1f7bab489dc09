import { expect, test } from 'vitest';
import { shareAnswers } from './answers.ts';

function counting(answer: (n: number) => Promise<number> = async (n) => n) {
  let now = 0;
  let asked = 0;
  const share = shareAnswers<number>({ now: () => new Date(now) });
  return { ask: (key = 'q') => share(key, () => answer(++asked)), pass: (ms: number) => void (now += ms) };
}

test('equal questions share one answer for two seconds', async () => {
  const { ask, pass } = counting();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  pass(1_999);
  expect(await ask()).toBe(1);
  pass(1);
  expect(await ask()).toBe(2);
});

test('different questions have different answers', async () => {
  const { ask } = counting();
  expect(await Promise.all([ask('a'), ask('b')])).toEqual([1, 2]);
});

test('a failed answer is not kept', async () => {
  const { ask } = counting(async (n) => {
    if (n === 1) throw new Error('away');
    return n;
  });
  await expect(ask()).rejects.toThrow('away');
  expect(await ask()).toBe(2);
});

test('a clock that was set back does not keep an answer for ever', async () => {
  const { ask, pass } = counting();
  await ask();
  pass(-60_000);
  expect(await ask()).toBe(2);
});

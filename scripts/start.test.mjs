import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { at } from './lib/paths.mjs';

test('npm waits for a clean stop: no shell stands between it and the program that could die of the signal first', () => {
  const { scripts } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  expect(scripts.start).toBe('exec node scripts/start.mjs');
});

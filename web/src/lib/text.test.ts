import { afterEach, expect, test, vi } from 'vitest';
import { defineText, pseudo } from './text.ts';

afterEach(() => vi.unstubAllGlobals());

test('the catalogue is itself in English', () => {
  const text = { a: 'Close', b: (n: number) => `${n} alerts` };
  expect(defineText(text)).toBe(text);
});

test('the pseudo-locale reaches every string, in groups and in functions too', () => {
  vi.stubGlobal('localStorage', { getItem: () => 'pseudo' });
  const text = defineText({ a: 'Close', group: { b: 'Open' }, c: (n: number) => `${n} alerts` });
  expect(text.a).toBe(pseudo('Close'));
  expect(text.group.b).toBe(pseudo('Open'));
  expect(text.c(3)).toBe(pseudo('3 alerts'));
});

test('pseudo text is longer and marked at both ends', () => {
  expect(pseudo('Close')).toMatch(/^⟦Cløsé~+⟧$/);
});

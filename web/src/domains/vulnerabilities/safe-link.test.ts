import { expect, test } from 'vitest';
import { safeLink } from './safe-link.ts';

test.each(['https://nvd.example/CVE-2026-1', 'http://lists.example/a?b=c'])('%s stays a link', (address) => {
  expect(safeLink(address)).toBe(address);
});

test.each(['javascript:alert(1)', 'data:text/html,<b>', 'vbscript:x', 'ftp://files.example/a', 'CVE-2026-1', ''])(
  '%s is not made a link',
  (address) => {
    expect(safeLink(address)).toBeNull();
  },
);

test('a script behind white space is not made a link', () => {
  expect(safeLink(' java\nscript:alert(1)')).toBeNull();
});

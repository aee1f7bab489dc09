import { expect, test } from 'vitest';
import { pagesOf, sectionAt } from './sections.tsx';

test('an address lies in its section, and an unknown one at home', () => {
  expect(
    ['/', '/alerts', '/alerts/v/mine', '/a/KEST-1', '/f/KEST-F-1', '/platform/connectors/new', '/nowhere'].map(
      (path) => sectionAt(path)?.id,
    ),
  ).toEqual(['home', 'triage', 'triage', 'triage', 'exposure', 'platform', 'home']);
});

test('pages that a role can never use are not shown', () => {
  expect(pagesOf('platform', (permission) => permission === 'health:read').map((page) => page.to)).toEqual([
    '/platform/health',
  ]);
  expect(pagesOf('platform', () => false)).toEqual([]);
  expect(pagesOf('home', () => false)).toHaveLength(1);
});

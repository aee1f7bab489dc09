import type { Permission } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { pagesOf, sectionAt, sections } from './sections.tsx';

test.each([
  ['/', 'home'],
  ['/alerts', 'triage'],
  ['/alerts/v/night', 'triage'],
  ['/a/KEST-1042', 'triage'],
  ['/findings', 'exposure'],
  ['/f/KEST-F-7', 'exposure'],
  ['/customers', 'customers'],
  ['/platform/health', 'platform'],
  ['/platform/connectors/new', 'platform'],
  ['/nowhere', undefined],
])('%s lies in %s', (path, id) => {
  expect(sectionAt(path)?.id).toBe(id);
});

test('every page of a section lies in it, so that the rail marks where one is', () => {
  for (const section of sections)
    for (const page of section.pages) expect([page.to, sectionAt(page.to)?.id]).toEqual([page.to, section.id]);
});

test('pages that a role can never use are not shown', () => {
  const only =
    (...held: Permission[]) =>
    (permission: Permission) =>
      held.includes(permission);
  const paths = (id: string, ...held: Permission[]) => pagesOf(id, only(...held)).map((page) => page.to);
  expect(paths('platform', 'health:read', 'connection:read')).toEqual(['/platform/health', '/platform/connectors']);
  expect(paths('platform', 'connection:read')).toEqual(['/platform/connectors']);
  expect(paths('platform')).toEqual([]);
  expect(paths('home')).toEqual(['/']);
  expect(paths('nothing')).toEqual([]);
});

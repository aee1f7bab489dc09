import { roleNames } from '@watchfloor/contract';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../../db/scope.ts';
import { type Grants, lockSeconds, scopeOf, type TagAccess, weakness } from './rules.ts';

const off: TagAccess = { isEnabled: false, untagged: 'visible_to_all', defaultTagId: null };
const on = (untagged: string, defaultTagId: number | null = null): TagAccess => ({
  isEnabled: true,
  untagged: untagged as TagAccess['untagged'],
  defaultTagId,
});
const who = (role: Grants['role'], tagIds: readonly number[] = [], customerIds: readonly number[] = []): Grants => ({
  role,
  tagIds,
  customerIds,
});

const [A, B] = [1, 2];

/** The rule in words: any overlap, or no tag at all where that is shown. */
const sees = ({ tags }: Scope, alert: readonly number[]) =>
  tags.kind === 'all' || (alert.length === 0 ? tags.untagged : alert.some((tag) => tags.ids.includes(tag)));

describe('which alerts a person sees by their tags', () => {
  test.each([
    [1, 'nothing was ever set', off, who('analyst'), [A], true],
    [2, 'it is switched off', { ...off, untagged: 'admin_only' as const }, who('analyst'), [A], true],
    [3, 'an administrator', on('admin_only'), who('admin'), [A], true],
    [4, "a customer's contact sees all alerts of the customer", on('admin_only'), who('customer'), [A], true],
    [6, 'no grant, a tagged alert', on('visible_to_all'), who('analyst'), [A], false],
    [7, 'no grant, an untagged alert that all may see', on('visible_to_all'), who('analyst'), [], true],
    [8, 'any overlap is enough', on('admin_only'), who('analyst', [A]), [A, B], true],
    [9, 'another tag', on('visible_to_all'), who('analyst', [A]), [B], false],
    [10, 'untagged alerts are for administrators', on('admin_only'), who('analyst', [A]), [], false],
    [
      11,
      'untagged alerts count as the default tag, which is granted',
      on('default_tag', A),
      who('analyst', [A]),
      [],
      true,
    ],
    [
      12,
      'untagged alerts count as the default tag, which is not granted',
      on('default_tag', B),
      who('analyst', [A]),
      [],
      false,
    ],
    [13, 'grants of the person and of the role are one list', on('admin_only'), who('analyst', [A, B]), [A], true],
    [14, 'a default tag that was never chosen shows nothing', on('default_tag', null), who('analyst', [A]), [], false],
    [15, 'a word that nobody knows shows nothing', on('everyone'), who('analyst', [A]), [], false],
    [16, 'a reader is restricted like an analyst', on('admin_only'), who('readonly', [A]), [B], false],
  ])('%i: %s', (_row, _name, access, grants, alert, visible) => {
    expect(sees(scopeOf(grants, access), alert)).toBe(visible);
  });
});

describe('whose rows a person sees', () => {
  test('an administrator sees every customer, whatever was granted', () => {
    expect(scopeOf(who('admin', [], [7]), off).customers).toEqual({ kind: 'all' });
  });

  test.each(['analyst', 'readonly'] as const)('%s without a grant sees every customer, with one only those', (role) => {
    expect(scopeOf(who(role), off).customers).toEqual({ kind: 'all' });
    expect(scopeOf(who(role, [], [7, 9]), off).customers).toEqual({ kind: 'these', ids: [7, 9] });
  });

  test('a contact without a grant sees nothing', () => {
    expect(scopeOf(who('customer'), off).customers).toEqual({ kind: 'these', ids: [] });
  });

  test('no role but the administrator escapes a grant', () => {
    const open = roleNames.filter((role) => scopeOf(who(role, [], [7]), off).customers.kind === 'all');
    expect(open).toEqual(['admin']);
  });

  test('tags stand in one order, whatever the order of the grants', () => {
    expect(scopeOf(who('analyst', [9, 2, 5]), on('admin_only')).tags).toEqual({
      kind: 'these',
      ids: [2, 5, 9],
      untagged: false,
    });
  });
});

test('four wrong tries cost nothing; then the wait doubles from 30 s to 15 min and no further', () => {
  expect([0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 50, 1_000].map(lockSeconds)).toEqual([
    0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900,
  ]);
});

test.each([
  ['aaaaaaaaaaaaaaaa', 'repeats'],
  ['abababababababab', 'repeats'],
  ['ines-and-her-dog', 'your name'],
  ['I.Moreno likes tea', 'your name'],
  ['Password12345', 'common'],
  ['watchfloor2026', 'common'],
])('%s is refused', (password, why) => {
  expect(weakness(password, 'ines', 'i.moreno@harbor-dental.example')).toContain(why);
});

test.each([
  'four words of a phrase',
  'correct horse battery staple',
  'a password is what this is',
  'Zx9!kq0Lm#w2',
  'ünïcode gehört dazu',
])('%s is taken', (password) => {
  expect(weakness(password, 'ines', 'i.moreno@harbor-dental.example')).toBeNull();
});

test('a name of two letters does not forbid half of the alphabet', () => {
  expect(weakness('four words of a phrase', 'or', 'or@harbor-dental.example')).toBeNull();
});

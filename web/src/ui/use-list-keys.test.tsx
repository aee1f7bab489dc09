import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../test/act.ts';
import { keyboard } from '../lib/keyboard.ts';
import { useListKeys } from './use-list-keys.ts';

afterEach(cleanup);

const rows = ['a', 'b', 'c'];

/** What happens on presses in a list of three rows, in words. */
function pressed(keys: string[], selectedKey: string | null, list: readonly string[] = rows): string[] {
  const said: string[] = [];
  const say = (what: string) => (row?: string) => void said.push(row === undefined ? what : `${what} ${row}`);
  function List() {
    useListKeys({
      rows: list,
      keyOf: (row) => row,
      selectedKey,
      onSelect: say('select'),
      onOpen: say('open'),
      onBack: say('back'),
      onPick: say('pick'),
      onExtend: (from, to) => said.push(`extend ${from} ${to}`),
      onPickAll: say('all'),
    });
    return null;
  }
  const view = render(<List />);
  for (const key of keys) {
    const shiftKey = key.startsWith('Shift+');
    const name = shiftKey ? key.slice(6).toUpperCase() : key;
    keyboard.handle(new KeyboardEvent('keydown', { key: name, shiftKey, cancelable: true }));
  }
  view.unmount();
  return said;
}

test.each([
  ['j', 'a', ['select b']],
  ['k', 'b', ['select a']],
  // The ends hold: nothing wraps round to rows that were not meant.
  ['j', 'c', ['select c']],
  ['k', 'a', ['select a']],
  // Without a selection both begin at the top.
  ['j', null, ['select a']],
  ['k', null, ['select a']],
  // A selected row that has gone from the list is no selection.
  ['j', 'gone', ['select a']],
  ['Enter', 'b', ['open b']],
  ['o', 'b', ['open b']],
  ['x', 'b', ['pick b']],
  ['Escape', 'b', ['back']],
  ['Escape', null, ['back']],
  ['Shift+j', 'a', ['extend a b', 'select b']],
  ['Shift+k', 'c', ['extend c b', 'select b']],
  ['Shift+x', 'a', ['all']],
  // What needs a row does nothing without one.
  ['Enter', null, []],
  ['x', null, []],
  ['Shift+j', null, ['select a']],
] as [string, string | null, string[]][])('%s with %s selected: %j', (key, selected, expected) => {
  expect(pressed([key], selected)).toEqual(expected);
});

test.each(['j', 'k', 'Enter', 'x', 'Shift+j'])('%s in an empty list does nothing', (key) => {
  expect(pressed([key], null, [])).toEqual([]);
});

test('only what a list can do is offered in help', () => {
  function Plain() {
    useListKeys({ rows, keyOf: (row) => row, selectedKey: null, onSelect: () => undefined });
    return null;
  }
  render(<Plain />);
  expect(keyboard.list().map((one) => one.keys)).toEqual(['j', 'k']);
});

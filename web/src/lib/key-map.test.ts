import { describe, expect, test, vi } from 'vitest';
import { clashOf, isFixed, keyMapOf, movedTo, placed } from './key-map.ts';
import { type Binding, Keyboard, type Scope } from './keyboard.ts';

const binding = (keys: string, extra: Partial<Binding> = {}): Binding => ({
  keys,
  label: keys,
  run: vi.fn(),
  ...extra,
});

describe('where a key stands', () => {
  test.each([
    ['a key that the map does not name', 'list', 'j', {}, 'j', false],
    ['a moved one', 'list', 'j', { 'list j': 'n' }, 'n', false],
    ['one that is switched off', 'list', 'j', { 'list j': null }, 'j', true],
    ['the same letter of another scope', 'global', 'j', { 'list j': 'n' }, 'j', false],
    ['a sequence', 'global', 'g a', { 'global g a': 'q' }, 'q', false],
    ['the way out, whatever the map says', 'list', 'Escape', { 'list Escape': null }, 'Escape', false],
    ['digits of an open question, whatever the map says', 'bar', '1', { 'bar 1': 'q' }, '1', false],
  ] as const)('%s', (_, scope, keys, map, now, isOff) => {
    expect(placed(binding(keys), scope, map)).toMatchObject({ scope, was: keys, keys: now, isOff });
  });

  test('what works while typing stays, or a letter typed in a field would run it', () => {
    const palette = binding('Mod+k', { inFields: true });
    expect(placed(palette, 'global', { 'global Mod+k': 'q' }).keys).toBe('Mod+k');
    expect(isFixed(placed(palette, 'global', {}))).toBe(true);
    expect(isFixed(placed(binding('z'), 'global', {}))).toBe(false);
  });
});

describe('what a new key would run into', () => {
  const on = (scope: Scope, ...keys: string[]) => keys.map((one) => placed(binding(one), scope, {}));
  const page = [
    ...on('bar', '1', '2'),
    ...on('list', 'j', 'k', 'Shift+x'),
    placed(binding('o', { isHidden: true }), 'list', {}),
    ...on('global', 'g a', 'g f', 'z'),
    placed(binding('q'), 'global', { 'global q': null }),
  ];
  const mine = { scope: 'list', was: 'j' } as const;
  test.each([
    ['the key of another verb', 'k', 'k'],
    ['the key of an outer scope', 'z', 'z'],
    ['a hidden twin', 'o', 'o'],
    ['the first press of a sequence', 'g', 'g a'],
    ['a shifted one', 'Shift+x', 'Shift+x'],
  ])('%s', (_, keys, met) => {
    expect(clashOf(page, mine, keys)?.was).toBe(met);
  });
  test.each([
    ['itself', 'j'],
    ['a free one', 'w'],
    ['the unshifted twin of a shifted one', 'x'],
    ['the second press of a sequence', 'f'],
    ['one that is switched off', 'q'],
    ['a digit of an open question, which takes it from everything on purpose', '1'],
  ])('nothing: %s', (_, keys) => {
    expect(clashOf(page, mine, keys)).toBe(null);
  });
  test('a sequence that begins with a key in use', () => {
    expect(clashOf(on('list', 'g'), { scope: 'global', was: 'g a' }, 'g a')?.was).toBe('g');
  });
});

test('a key moved back to its default leaves nothing in the map, and others stay', () => {
  const mine = { scope: 'list', was: 'j' } as const;
  const map = movedTo(movedTo({ 'global z': null }, mine, 'n'), mine, 'm');
  expect(map).toEqual({ 'global z': null, 'list j': 'm' });
  expect(movedTo(map, mine, 'j')).toEqual({ 'global z': null });
  expect(movedTo(map, mine, null)).toEqual({ 'global z': null, 'list j': null });
});

test.each([
  ['nothing', undefined, {}],
  ['a text', 'j', {}],
  ['null', null, {}],
  ['entries of the wrong kind beside good ones', { a: 1, b: 'n', c: null, d: {}, e: '' }, { b: 'n', c: null }],
])('what was kept is read with care: %s', (_, kept, map) => {
  expect(keyMapOf(kept)).toEqual(map);
});

describe('the keyboard', () => {
  const press = (keyboard: Keyboard, key: string) => {
    const event = { key, code: '', defaultPrevented: false, isComposing: false, timeStamp: 0, target: null };
    vi.stubGlobal('HTMLElement', class {});
    return keyboard.handle({ ...event, preventDefault: () => undefined } as unknown as KeyboardEvent);
  };

  test('runs a moved key at its new place and leaves the old one free', () => {
    const keyboard = new Keyboard();
    const next = binding('j');
    keyboard.add('list', [next]);
    keyboard.move({ 'list j': 'n' });
    expect([press(keyboard, 'j'), press(keyboard, 'n')]).toEqual([false, true]);
    expect(next.run).toHaveBeenCalledTimes(1);
    expect(keyboard.now('j')).toBe('n');
  });

  test('a key that is switched off does nothing, until it is given back', () => {
    const keyboard = new Keyboard();
    const close = binding('e');
    keyboard.add('triage', [close]);
    keyboard.move({ 'triage e': null });
    expect(press(keyboard, 'e')).toBe(false);
    expect(keyboard.now('e')).toBe(null);
    keyboard.move({});
    expect(press(keyboard, 'e')).toBe(true);
    expect(close.run).toHaveBeenCalledTimes(1);
  });

  test('a sequence given a single key no longer waits for its first press', () => {
    const keyboard = new Keyboard();
    keyboard.add('global', [binding('g a')]);
    keyboard.move({ 'global g a': 'q' });
    expect([press(keyboard, 'g'), press(keyboard, 'q')]).toEqual([false, true]);
  });

  test('bindings that come later stand at their moved place too, and listeners hear of a move once', () => {
    const keyboard = new Keyboard();
    const map = { 'list j': 'n' };
    const heard = vi.fn();
    keyboard.subscribe(heard);
    keyboard.move(map);
    keyboard.move(map);
    expect(heard).toHaveBeenCalledTimes(1);
    keyboard.add('list', [binding('j')]);
    expect(keyboard.list().map((one) => one.keys)).toEqual(['n']);
  });

  test('a default that nothing is bound to is told as it is', () => {
    expect(new Keyboard().now('e')).toBe('e');
  });
});

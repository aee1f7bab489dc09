import { beforeEach, expect, test, vi } from 'vitest';
import { Keyboard, namesOf } from './keyboard.ts';

let keyboard = new Keyboard();
beforeEach(() => {
  keyboard = new Keyboard();
  document.body.replaceChildren();
});

type Press = KeyboardEventInit & { atMs?: number; target?: HTMLElement };

function press(key: string, init: Press = {}): KeyboardEvent {
  const { atMs, target = document.body, ...rest } = init;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...rest });
  if (atMs !== undefined) Object.defineProperty(event, 'timeStamp', { value: atMs });
  Object.defineProperty(event, 'target', { value: target });
  keyboard.handle(event);
  return event;
}

const binding = (keys: string, extra: object = {}) => ({ keys, label: keys, run: vi.fn(), ...extra });
const added = <T extends HTMLElement>(element: T): T => {
  document.body.append(element);
  return element;
};

test.each<[string, KeyboardEventInit, string[]]>([
  ['j', {}, ['j']],
  ['X', { shiftKey: true }, ['Shift+x']],
  ['J', {}, ['j']],
  ['?', { shiftKey: true }, ['?']],
  ['!', { shiftKey: true, code: 'Digit1' }, ['!', 'Shift+1']],
  ['k', { ctrlKey: true }, ['Mod+k']],
  ['K', { ctrlKey: true, shiftKey: true }, ['Mod+k']],
  ['k', { metaKey: true }, ['Mod+k']],
  ['Enter', { shiftKey: true }, ['Shift+Enter']],
  ['ArrowUp', {}, ['ArrowUp']],
  ['j', { altKey: true }, []],
  ['k', { ctrlKey: true, altKey: true }, []],
  ['Shift', { shiftKey: true }, []],
  ['Dead', {}, []],
])('a press of %s with %o is written %j', (key, init, names) => {
  expect(namesOf(new KeyboardEvent('keydown', { key, ...init }))).toEqual(names);
});

test.each([
  ['a German one, where / lies on Shift and 7', '/', 'Digit7', '/'],
  ['a German one, where = lies on Shift and 0', '=', 'Digit0', '='],
  ['a French one, where digits need Shift', '1', 'Digit1', '1'],
  ['an American one, where Shift and 1 mean no sign of ours', '!', 'Digit1', 'Shift+1'],
])('a sign works on every keyboard that has it: %s', (_, key, code, meant) => {
  const bound = ['/', '=', '1', 'Shift+1', 'Shift+7', 'Shift+0'].map((keys) => binding(keys));
  keyboard.add('list', bound);
  press(key, { shiftKey: true, code });
  expect(bound.filter((one) => one.run.mock.calls.length > 0).map((one) => one.keys)).toEqual([meant]);
});

test('a key runs what it is bound to and is then used up', () => {
  const j = binding('j');
  keyboard.add('list', [j]);
  expect(press('j').defaultPrevented).toBe(true);
  expect(j.run).toHaveBeenCalledTimes(1);
  expect(press('q').defaultPrevented).toBe(false);
});

test('the inner scope takes a key from the outer one, whichever came first', () => {
  const view = binding('1');
  const verdict = binding('1');
  const leave = keyboard.add('bar', [verdict]);
  keyboard.add('list', [view]);
  press('1');
  expect(verdict.run).toHaveBeenCalledTimes(1);
  leave();
  press('1');
  expect(view.run).toHaveBeenCalledTimes(1);
});

test('a key that is off lets the outer one through', () => {
  const outer = binding('Escape');
  keyboard.add('global', [outer]);
  keyboard.add('bar', [binding('Escape', { isEnabled: false })]);
  press('Escape');
  expect(outer.run).toHaveBeenCalledTimes(1);
});

test('a sequence needs both presses soon after each other', () => {
  const go = binding('g a');
  const assign = binding('a');
  keyboard.add('global', [go, assign]);
  press('g', { atMs: 0 });
  press('a', { atMs: 300 });
  expect(go.run).toHaveBeenCalledTimes(1);
  press('g', { atMs: 5_000 });
  press('a', { atMs: 7_000 });
  expect(go.run).toHaveBeenCalledTimes(1);
  expect(assign.run).toHaveBeenCalledTimes(1);
});

test('a sequence broken off does what its second key does alone', () => {
  const next = binding('j');
  keyboard.add('global', [binding('g a'), next]);
  press('g', { atMs: 0 });
  press('j', { atMs: 100 });
  expect(next.run).toHaveBeenCalledTimes(1);
});

test('single keys are inert in text fields and in editable text', () => {
  const j = binding('j');
  const palette = binding('Mod+k', { inFields: true });
  keyboard.add('global', [j, palette]);
  const input = added(document.createElement('input'));
  press('j', { target: input });
  press('j', { target: added(document.createElement('textarea')) });
  press('j', { target: added(document.createElement('select')) });
  expect(j.run).not.toHaveBeenCalled();
  press('k', { target: input, ctrlKey: true });
  expect(palette.run).toHaveBeenCalledTimes(1);
});

test('a checkbox is no text field', () => {
  const j = binding('j');
  keyboard.add('list', [j]);
  const box = added(document.createElement('input'));
  box.type = 'checkbox';
  press('j', { target: box });
  expect(j.run).toHaveBeenCalledTimes(1);
});

test("with Ctrl, Alt or Meta held a single key stays the browser's", () => {
  const j = binding('j');
  keyboard.add('list', [j]);
  press('j', { ctrlKey: true });
  press('j', { altKey: true });
  press('j', { metaKey: true });
  expect(j.run).not.toHaveBeenCalled();
});

test('Enter on a button presses the button, not the row', () => {
  const open = binding('Enter');
  keyboard.add('list', [open]);
  const button = added(document.createElement('button'));
  expect(press('Enter', { target: button }).defaultPrevented).toBe(false);
  expect(open.run).not.toHaveBeenCalled();
});

test('a press that somebody used already is left alone', () => {
  const j = binding('j');
  keyboard.add('list', [j]);
  const event = new KeyboardEvent('keydown', { key: 'j', cancelable: true });
  event.preventDefault();
  expect(keyboard.handle(event)).toBe(false);
  expect(j.run).not.toHaveBeenCalled();
});

test('nothing works while paused, and everything does after the last pause ended', () => {
  const j = binding('j');
  keyboard.add('list', [j]);
  const one = keyboard.pause();
  const two = keyboard.pause();
  press('j');
  one();
  press('j');
  expect(j.run).not.toHaveBeenCalled();
  two();
  press('j');
  expect(j.run).toHaveBeenCalledTimes(1);
});

test('single-key shortcuts can be switched off; named keys and those with Mod stay', () => {
  const all = ['j', 'Shift+x', '?', 'g a', '+', 'Enter', 'F6', 'Mod+k'].map((keys) => binding(keys));
  keyboard.add('list', all);
  keyboard.hasSingleKeys = false;
  press('j');
  press('X', { shiftKey: true });
  press('?', { shiftKey: true });
  press('g');
  press('a');
  press('+');
  press('Enter');
  press('F6');
  press('k', { ctrlKey: true });
  expect(all.filter((one) => one.run.mock.calls.length > 0).map((one) => one.keys)).toEqual(['Enter', 'F6', 'Mod+k']);
});

test('what works now is listed, innermost first, and listeners hear of changes', () => {
  const heard = vi.fn();
  keyboard.subscribe(heard);
  keyboard.add('global', [binding('z')]);
  const leave = keyboard.add('evidence', [binding('v')]);
  expect(keyboard.list().map((one) => `${one.scope} ${one.keys}`)).toEqual(['evidence v', 'global z']);
  leave();
  expect(keyboard.list()).toHaveLength(1);
  expect(heard).toHaveBeenCalledTimes(3);
});

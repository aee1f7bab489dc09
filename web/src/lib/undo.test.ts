import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keyboard } from './keyboard.ts';
import { toastsNow } from './toasts.ts';
import { forgetUndo, offerUndo, redoLast, undoLast } from './undo.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  forgetUndo();
  vi.runAllTimers();
  vi.useRealTimers();
});

const settled = () => vi.advanceTimersByTimeAsync(0);
const lines = () => toastsNow().map((toast) => toast.text);
const button = (label: string) => {
  const action = toastsNow().find((toast) => toast.action?.label === label)?.action;
  if (!action) throw new Error(`no button ${label}`);
  action.run();
};

/** A counter stands for the server: every step moves it, and what was done again is offered again. */
function history() {
  const told: string[] = [];
  const act = (name: string, isAgain = false) => {
    told.push(`+${name}`);
    offerUndo(
      `${name} done`,
      {
        undo: async () => {
          told.push(`-${name}`);
          return `${name} undone`;
        },
        redo: () => act(name, true),
      },
      isAgain,
    );
  };
  return { act, told };
}

test('the newest thing is taken back first, and then the one before; nothing is taken back twice', async () => {
  const { act, told } = history();
  act('a');
  act('b');
  expect([undoLast(), undoLast(), undoLast()]).toEqual([true, true, false]);
  await settled();
  expect(told).toEqual(['+a', '+b', '-b', '-a']);
});

test('what was taken back last is done again first, and can be taken back again', async () => {
  const { act, told } = history();
  act('a');
  act('b');
  for (const step of [undoLast, undoLast, redoLast, redoLast, undoLast, redoLast]) {
    expect(step()).toBe(true);
    await settled();
  }
  expect(told).toEqual(['+a', '+b', '-b', '-a', '+a', '+b', '-b', '+b']);
  expect(redoLast()).toBe(false);
});

test('something new done leaves nothing to do again', async () => {
  const { act, told } = history();
  act('a');
  undoLast();
  await settled();
  act('c');
  expect(redoLast()).toBe(false);
  expect(told).toEqual(['+a', '-a', '+c']);
});

test('something new done while the way back is under way leaves nothing to do again either', async () => {
  const { act } = history();
  act('a');
  undoLast();
  act('c');
  await settled();
  expect(lines()).toContain('a undone');
  expect(redoLast()).toBe(false);
});

test('a way back that was refused is not offered as something to do again', async () => {
  const redo = vi.fn();
  offerUndo('a done', { undo: async () => null, redo });
  undoLast();
  await settled();
  expect(redoLast()).toBe(false);
  expect(redo).not.toHaveBeenCalled();
});

test('the line says what was done, then what was taken back, one at a time, each with its way on', async () => {
  const { act, told } = history();
  act('a');
  expect(lines()).toEqual(['a done']);
  button('Undo (z)');
  await settled();
  expect(lines()).toEqual(['a undone']);
  button('Redo (Shift+z)');
  expect(lines()).toEqual(['a done']);
  expect(told).toEqual(['+a', '-a', '+a']);
});

test('button and key are one way back: the second of them finds nothing', async () => {
  const { act, told } = history();
  act('a');
  const action = toastsNow()[0]?.action;
  undoLast();
  action?.run();
  await settled();
  expect(told).toEqual(['+a', '-a']);
});

test('an older thing is taken back by its own button, out of turn', async () => {
  const { act, told } = history();
  act('a');
  const first = toastsNow()[0]?.action;
  act('b');
  first?.run();
  await settled();
  undoLast();
  await settled();
  expect(told).toEqual(['+a', '+b', '-a', '-b']);
});

test('the button names the key that the person set, or none when it is switched off', () => {
  const leave = keyboard.add('global', [{ keys: 'z', label: 'Undo', run: () => undefined }]);
  const { act } = history();
  keyboard.move({ 'global z': 'q' });
  act('a');
  keyboard.move({ 'global z': null });
  act('b');
  keyboard.move({});
  leave();
  expect(toastsNow().map((toast) => toast.action?.label)).toEqual(['Undo (q)', 'Undo']);
});

test('after signing out there is no way back and no way on, not even from what was under way', async () => {
  const { act, told } = history();
  act('a');
  act('b');
  act('c');
  undoLast();
  await settled();
  undoLast();
  forgetUndo();
  await settled();
  expect([undoLast(), redoLast()]).toEqual([false, false]);
  expect(told).toEqual(['+a', '+b', '+c', '-c', '-b']);
});

test('only the last twenty things are kept', async () => {
  const { act, told } = history();
  for (let at = 1; at <= 25; at += 1) act(String(at));
  let steps = 0;
  while (undoLast()) steps += 1;
  await settled();
  expect(steps).toBe(20);
  expect(told.at(-1)).toBe('-6');
});

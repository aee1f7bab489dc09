import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openPart } from '../../../test/part.tsx';
import { useSelection } from './use-selection.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

let selected: string | null = null;
let select: (id: string | null) => void = () => undefined;
function Probe() {
  [selected, select] = useSelection();
  return null;
}
const open = async () => {
  const part = await openPart(<Probe />);
  const written = vi.fn<(address: string) => void>();
  part.router.history.subscribe(({ location, action }) => written(`${action.type} ${location.href}`));
  const walk = (...ids: (string | null)[]) =>
    act(async () => {
      for (const id of ids) select(id);
    });
  const rest = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
  const go = (sel: string | undefined) =>
    act(async () => await part.router.navigate({ to: '/', search: { sel } as never }));
  return { ...part, walk, rest, go, written };
};
const last = (calls: readonly unknown[][]) => calls.at(-1)?.[0];

test('a walk shows at once and is written into the address once, when it rests', async () => {
  const { walk, rest, written } = await open();
  for (const id of ['alr_1', 'alr_2', 'alr_3']) {
    await walk(id);
    expect(selected).toBe(id);
    await rest(80);
  }
  expect(written).not.toHaveBeenCalled();
  await rest(300);
  expect(written.mock.calls).toEqual([['REPLACE /?sel=alr_3']]);
});

test('the address is replaced, so that one step back leaves the list instead of walking it', async () => {
  const { walk, rest, router } = await open();
  const before = router.history.length;
  for (const id of ['alr_1', 'alr_2']) {
    await walk(id);
    await rest(300);
  }
  expect(router.history.length).toBe(before);
});

test('a selection taken away leaves the address', async () => {
  const { walk, rest, written } = await open();
  await walk('alr_1');
  await rest(300);
  await walk(null);
  await rest(300);
  expect(last(written.mock.calls)).toBe('REPLACE /');
});

test('an address that names an alert selects it', async () => {
  const { go, rest } = await open();
  await go('alr_7');
  expect(selected).toBe('alr_7');
  await rest(300);
  expect(selected).toBe('alr_7');
});

test('what is selected already when the address follows is not taken back', async () => {
  const { walk, rest, written } = await open();
  await walk('alr_1');
  await rest(150);
  await walk('alr_2');
  await rest(300);
  expect(selected).toBe('alr_2');
  expect(written).toHaveBeenCalledTimes(1);
});

test('other parts of the address stay', async () => {
  const { router, walk, rest, written } = await open();
  await act(async () => await router.navigate({ to: '/', search: { q: 'host:a', lens: 'kestrel' } as never }));
  await walk('alr_1');
  await rest(300);
  expect(last(written.mock.calls)).toBe('REPLACE /?q=host%3Aa&lens=kestrel&sel=alr_1');
});

import { act, cleanup, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { setViewport } from '../../test/viewport.ts';
import { copyText } from './clipboard.ts';
import { keyboard } from './keyboard.ts';
import { copyCurl, copyPermalink, type PageActions, usePageActions } from './page-actions.ts';
import { toastsNow } from './toasts.ts';
import { useAllKeys, useKeyNow, useKeys, useKeysPaused } from './use-keys.ts';
import { useNow, useOnline } from './use-live.ts';
import { useIsNarrow, useIsWide } from './use-width.ts';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const press = (key: string) =>
  act(() => {
    keyboard.handle(new KeyboardEvent('keydown', { key, cancelable: true }));
  });

describe('keys', () => {
  test('work while their component is shown, with the handler of the latest drawing', () => {
    const heard: number[] = [];
    let again: (to: number) => void = () => undefined;
    function Probe() {
      const [number, setNumber] = useState(1);
      again = setNumber;
      useKeys('list', [{ keys: 'j', label: 'Next', run: () => heard.push(number) }]);
      return null;
    }
    const view = render(<Probe />);
    press('j');
    act(() => again(2));
    press('j');
    view.unmount();
    press('j');
    expect(heard).toEqual([1, 2]);
  });

  test('a drawing that changes no key registers nothing anew', () => {
    const heard = vi.fn();
    let again: (to: number) => void = () => undefined;
    function Probe() {
      const [, setNumber] = useState(1);
      again = setNumber;
      useKeys('list', [{ keys: 'j', label: 'Next', run: () => undefined }]);
      return null;
    }
    render(<Probe />);
    const leave = keyboard.subscribe(heard);
    act(() => again(2));
    expect(heard).not.toHaveBeenCalled();
    leave();
  });

  test('a key that is switched on, or named otherwise, is registered so', () => {
    let change: (part: { label?: string; isEnabled?: boolean }) => void = () => undefined;
    const run = vi.fn();
    function Probe() {
      const [part, setPart] = useState<{ label?: string; isEnabled?: boolean }>({ isEnabled: false });
      change = setPart;
      useKeys('list', [{ keys: 'e', label: 'Close', run, ...part }]);
      const [first] = useAllKeys();
      return <p>{first?.label}</p>;
    }
    render(<Probe />);
    press('e');
    expect(run).not.toHaveBeenCalled();
    act(() => change({ isEnabled: true, label: 'Close all' }));
    press('e');
    expect(run).toHaveBeenCalledTimes(1);
    expect(screen.getByText('Close all')).toBeTruthy();
  });

  test('are silent while something covers the page', () => {
    const run = vi.fn();
    let cover: (isOn: boolean) => void = () => undefined;
    function Probe() {
      const [isOn, setOn] = useState(true);
      cover = setOn;
      useKeysPaused(isOn);
      useKeys('list', [{ keys: 'j', label: 'Next', run }]);
      return null;
    }
    const view = render(<Probe />);
    press('j');
    act(() => cover(false));
    press('j');
    expect(run).toHaveBeenCalledTimes(1);
    act(() => cover(true));
    view.unmount();
    const leave = keyboard.add('list', [{ keys: 'j', label: 'Next', run }]);
    press('j');
    expect(run).toHaveBeenCalledTimes(2);
    leave();
  });

  test('what is printed beside a verb follows the key to where it was moved', () => {
    const Probe = () => <p>{useKeyNow('j') ?? 'none'}</p>;
    const view = render(<Probe />);
    const leave = keyboard.add('list', [{ keys: 'j', label: 'Next', run: () => undefined }]);
    act(() => keyboard.move({ 'list j': 'q' }));
    expect(view.container.textContent).toBe('q');
    act(() => keyboard.move({ 'list j': null }));
    expect(view.container.textContent).toBe('none');
    act(() => keyboard.move({}));
    expect(view.container.textContent).toBe('j');
    act(leave);
  });
});

describe('the time', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-24T12:00:00.000Z') }));

  test('goes on by itself, as often as it is wanted', () => {
    const Probe = () => <p>{useNow(15_000).toISOString().slice(14, 19)}</p>;
    const view = render(<Probe />);
    act(() => void vi.advanceTimersByTime(14_999));
    expect(view.container.textContent).toBe('00:00');
    act(() => void vi.advanceTimersByTime(1));
    expect(view.container.textContent).toBe('00:15');
    view.unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('the network going and coming is seen at once', () => {
  const state = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
  const Probe = () => <p>{String(useOnline())}</p>;
  const view = render(<Probe />);
  state.mockReturnValue(false);
  act(() => void dispatchEvent(new Event('offline')));
  expect(view.container.textContent).toBe('false');
  state.mockReturnValue(true);
  act(() => void dispatchEvent(new Event('online')));
  expect(view.container.textContent).toBe('true');
});

test('a window made smaller is seen at once, at the widths of the style sheets', () => {
  const resize = (width: number) =>
    act(() => {
      setViewport(width);
      dispatchEvent(new Event('resize'));
    });
  const Probe = () => <p>{[useIsWide() && 'wide', useIsNarrow() && 'narrow'].filter(Boolean).join()}</p>;
  setViewport(1_440);
  const view = render(<Probe />);
  const seen = [1_440, 1_101, 1_100, 641, 640].map((width) => {
    resize(width);
    return view.container.textContent;
  });
  expect(seen).toEqual(['wide', 'wide', '', '', 'narrow']);
  resize(1_440);
});

describe('copying', () => {
  const said = () => toastsNow().at(-1)?.text;
  const clipboard = (writeText: (text: string) => Promise<void>) =>
    vi.stubGlobal('navigator', { onLine: true, clipboard: { writeText } });
  const written = () => {
    const texts: string[] = [];
    clipboard(async (text) => void texts.push(text));
    return texts;
  };

  test('says what was copied', async () => {
    const texts = written();
    await copyText('alr_1');
    await copyText('x', 'Address copied.');
    expect(texts).toEqual(['alr_1', 'x']);
    expect(said()).toBe('Address copied.');
  });

  test('takes the old way where the browser keeps its clipboard shut, and leaves nothing behind', async () => {
    clipboard(() => Promise.reject(new Error('not allowed')));
    let copied = '';
    document.execCommand = () => {
      copied = document.querySelector('textarea')?.value ?? '';
      return true;
    };
    await copyText('over plain http');
    expect([copied, said()]).toEqual(['over plain http', 'Copied.']);
    expect(document.querySelector('textarea')).toBe(null);
  });

  test('says so when both ways are shut', async () => {
    clipboard(() => Promise.reject(new Error('not allowed')));
    document.execCommand = () => false;
    await copyText('x');
    expect(said()).toBe('The browser did not let us copy.');
  });

  test('y and Shift+y copy what the page tells, and of no page only its address', async () => {
    const texts = written();
    const Probe = (actions: PageActions) => {
      usePageActions(actions);
      return null;
    };
    const view = render(<Probe permalink={() => 'http://wf.test/a/KEST-1'} curl={() => 'curl one'} />);
    copyPermalink();
    view.rerender(<Probe permalink={() => 'http://wf.test/a/KEST-2'} curl={() => 'curl two'} />);
    copyPermalink();
    copyCurl();
    await vi.waitFor(() => expect(texts).toEqual(['http://wf.test/a/KEST-1', 'http://wf.test/a/KEST-2', 'curl two']));
    view.unmount();
    copyPermalink();
    copyCurl();
    expect(said()).toBe('Nothing on this page can be asked with curl.');
    await vi.waitFor(() => expect(texts.at(-1)).toBe(location.href));
    expect(texts).toHaveLength(4);
  });

  test('a page that goes after the next one came takes nothing away from it', async () => {
    const texts = written();
    const Probe = (actions: PageActions) => {
      usePageActions(actions);
      return null;
    };
    const first = render(<Probe permalink={() => 'first'} />);
    render(<Probe permalink={() => 'second'} />);
    first.unmount();
    copyPermalink();
    await vi.waitFor(() => expect(texts).toEqual(['second']));
  });
});

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import { act } from 'react';
import { makeRouter } from '../src/app/router.tsx';
import { keyboard } from '../src/lib/keyboard.ts';
// Parts that the console loads when they are wanted: a busy machine may take its time to read them.
import '../src/app/account-menu.tsx';
import '../src/app/lens-menu.tsx';
import { newQueryClient } from '../src/lib/queries.ts';
import { dismissToast } from '../src/lib/toasts.ts';
import { Toasts } from '../src/ui/toasts.tsx';
import './act.ts';
import { type Answers, fakeApi } from './fake-api.ts';
import { admin } from './samples.ts';

type Listener = (event: { data: string }) => void;

/** Stands for the server's stream; `emit` says that something changed. */
class FakeStream {
  static opened: FakeStream[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  #listeners = new Map<string, Listener[]>();

  constructor() {
    FakeStream.opened.push(this);
  }
  addEventListener(topic: string, listener: Listener) {
    this.#listeners.set(topic, [...(this.#listeners.get(topic) ?? []), listener]);
  }
  close() {
    this.#listeners.clear();
  }
  emit(topic: string, data: unknown) {
    for (const listener of this.#listeners.get(topic) ?? []) listener({ data: JSON.stringify(data) });
  }
}

// A busy machine may take its time; a wait ends as soon as it can anyway.
configure({ asyncUtilTimeout: 5_000 });

let leave: (() => void) | null = null;

/** Opens the console at an address with a fake API behind it; only one stands at a time. */
export async function openConsole(address: string, answers: Answers = {}) {
  closeConsole();
  const api = fakeApi({
    getSession: admin,
    listConnections: { items: [] },
    listViews: { items: [] },
    countAlerts: { total: { value: 0, isCapped: false }, facets: [], asOf: '2026-11-24T12:04:16.000Z' },
    ...answers,
  });
  globalThis.fetch = api.fetch as typeof globalThis.fetch;
  globalThis.EventSource = FakeStream as unknown as typeof EventSource;
  // happy-dom lays nothing out; without this a modal dialog is not announced as open.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close = function close() {
    this.removeAttribute('open');
  };
  history.replaceState(null, '', address);
  const client = newQueryClient();
  const router = makeRouter(client);
  const press = (event: KeyboardEvent) => keyboard.handle(event);
  addEventListener('keydown', press);
  leave = () => removeEventListener('keydown', press);
  await act(async () => {
    render(
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>,
    );
    await router.load();
  });
  return {
    api,
    client,
    router,
    /** Presses a key as it is named in a binding: `j`, `Enter`, `Shift+x`. */
    press: async (keys: string, target: Element = document.body) => {
      for (const one of keys.split(' ')) {
        const shiftKey = one.startsWith('Shift+');
        const key = shiftKey ? one.slice(6).toUpperCase() : one;
        await act(async () => {
          target.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
        });
      }
    },
    emit: (topic: string, data: unknown = {}) =>
      act(async () => {
        for (const stream of FakeStream.opened) stream.emit(topic, data);
      }),
    /** The stream of the page, to let it break and come back. */
    stream: () => FakeStream.opened.at(-1),
    search: () => Object.fromEntries(new URLSearchParams(location.search)),
  };
}

/** Takes the console away, with everything that it left behind. */
export function closeConsole(): void {
  cleanup();
  leave?.();
  leave = null;
  FakeStream.opened = [];
  for (let id = 0; id < 1_000; id += 1) dismissToast(id);
}

import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import type { Me } from '@watchfloor/contract';
import { act, type ReactNode, useState } from 'react';
import { keyboard } from '../src/lib/keyboard.ts';
import { keyOf, newQueryClient } from '../src/lib/queries.ts';
import { type Answers, fakeApi } from './fake-api.ts';
import { admin } from './samples.ts';

// Testing Library says this only where the test framework has global hooks.
(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

// A busy machine may take its time; a wait ends as soon as it can anyway.
configure({ asyncUtilTimeout: 5_000 });

/** Draws one part of a screen by itself, with a session, a fake API and an address line; much faster than the console. */
export async function openPart(element: ReactNode, answers: Answers = {}, me: Me = admin) {
  cleanup();
  const api = fakeApi(answers);
  globalThis.fetch = api.fetch as typeof globalThis.fetch;
  const client = newQueryClient();
  client.setQueryData(keyOf('getSession', {}), me);
  let show: (element: ReactNode) => void = () => undefined;
  function Place() {
    const [shown, setShown] = useState(element);
    show = setShown;
    return <>{shown}</>;
  }
  const router = createRouter({
    routeTree: createRootRoute({ component: Place, notFoundComponent: () => null }),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  });
  const view = await act(async () => {
    await router.load();
    return render(
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>,
    );
  });
  return {
    api,
    client,
    router,
    ...view,
    /** Draws something else in the same place. */
    show: (next: ReactNode) => act(async () => show(next)),
    /** Presses keys as they are named in a binding, one after the other. */
    press: async (...keys: string[]) => {
      for (const one of keys) {
        const shiftKey = /^Shift\+./.test(one);
        const key = shiftKey ? one.slice(6).toUpperCase() : one;
        await act(async () => {
          keyboard.handle(new KeyboardEvent('keydown', { key, shiftKey, cancelable: true }));
        });
      }
    },
  };
}

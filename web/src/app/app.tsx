import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { newQueryClient } from '../lib/queries.ts';
import { Toasts } from '../ui/toasts.tsx';
import { makeRouter } from './router.tsx';

/** The whole console: cache, router, messages. */
export function App() {
  const [client] = useState(newQueryClient);
  const [router] = useState(() => makeRouter(client));
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  );
}

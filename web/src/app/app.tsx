import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { shownTheme, usePreferences } from '../lib/preferences.ts';
import { newQueryClient } from '../lib/queries.ts';
import { Toasts } from '../ui/toasts.tsx';
import { makeRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

/** The whole console: theme, cache, router. */
export function App() {
  const [client] = useState(newQueryClient);
  const [router] = useState(() => makeRouter(client));
  const shown = shownTheme(usePreferences().theme);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={shown}
      withGlobalClasses={false}
      deduplicateCssVariables
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

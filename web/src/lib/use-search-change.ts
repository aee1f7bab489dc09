import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

type Change = { readonly [name: string]: string | undefined };

/** Changes a part of the address's query where the page stands; `undefined` takes a name out of it. */
export function useSearchChange() {
  const navigate = useNavigate();
  return useCallback(
    (change: Change, options: { replace?: boolean } = {}) =>
      // What a route takes differs from page to page; each drops what it does not know.
      void navigate({ to: '.', search: ((before: object) => ({ ...before, ...change })) as never, ...options }),
    [navigate],
  );
}

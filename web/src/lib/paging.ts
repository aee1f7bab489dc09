import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { ProblemError } from './problem.ts';

type Pages = { pages: unknown[]; pageParams: unknown[] };

/** Reads a list anew from its first page; that page stays on screen until the answer is here. */
export async function readAnew(client: QueryClient, queryKey: QueryKey): Promise<void> {
  client.setQueryData<Pages>(queryKey, (data) =>
    data ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : data,
  );
  await client.refetchQueries({ queryKey, exact: true });
}

/**
 * Reads the next page of a list. Where its cursor is no longer taken, the list is read anew and on from there.
 * @returns whether it was read anew.
 */
export async function readOn(
  client: QueryClient,
  queryKey: QueryKey,
  next: () => Promise<{ error: ProblemError | null }>,
): Promise<boolean> {
  const { error } = await next();
  if (error?.code !== 'cursor.invalid') return false;
  await readAnew(client, queryKey);
  // Once only: a server that refuses even the cursor it just gave must not be asked without end.
  await next();
  return true;
}

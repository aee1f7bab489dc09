import { QueryClient, queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { type CallOptions, call, type Input, type Reply } from './api.ts';
import type { OperationName } from './contract.ts';
import type { ProblemError } from './problem.ts';

/** The key of an operation's answer: its name and its input, so that the live stream can name what is stale. */
export const keyOf = <K extends OperationName>(name: K, input?: Input<K>) =>
  (input === undefined ? [name] : [name, input]) as readonly unknown[];

/** Options for `useQuery`, `ensureQueryData` and the like. */
export const ask = <K extends OperationName>(name: K, input: Input<K>) =>
  queryOptions<Reply<K>, ProblemError>({
    queryKey: keyOf(name, input),
    queryFn: async ({ signal }) => (await call(name, input, { signal })) as never,
  });

/** Reads an operation; earlier data of the same screen stays visible while a changed question is answered. */
export function useAsk<K extends OperationName>(
  name: K,
  input: Input<K>,
  options: { isEnabled?: boolean; keep?: boolean; everyMs?: number } = {},
) {
  return useQuery<Reply<K>, ProblemError>({
    ...(ask(name, input) as object),
    queryKey: keyOf(name, input),
    enabled: options.isEnabled ?? true,
    ...(options.keep ? { placeholderData: (before: unknown) => before as never } : {}),
    ...(options.everyMs ? { refetchInterval: options.everyMs } : {}),
  });
}

/** Sends an operation; the screen decides what becomes stale. */
export const useSend = <K extends OperationName>(name: K) =>
  useMutation<Reply<K>, ProblemError, { input: Input<K>; options?: CallOptions<K> }>({
    mutationFn: ({ input, options }) => call(name, input, options),
  });

/** One cache for the page. A refusal is an answer, so only a silent network is asked again. */
export const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && 'code' in error && (error as ProblemError).code === 'network',
      },
    },
  });

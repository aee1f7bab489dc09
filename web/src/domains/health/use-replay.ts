import { useQueryClient } from '@tanstack/react-query';
import type { Input } from '../../lib/api.ts';
import { keyOf, useSend } from '../../lib/queries.ts';
import { healthText } from '../../lib/text/health.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';

type What = Input<'replayParked'>['body'];

/** Tries parked events again and says what came of it. */
export function useReplay() {
  const client = useQueryClient();
  const send = useSend('replayParked');
  return {
    isPending: send.isPending,
    run: (what: What, onDone?: () => void) =>
      send.mutate(
        { input: { body: what } },
        {
          onSuccess: ({ tried, replayed, stillParked }) => {
            toast(healthText.replayed(tried, replayed, stillParked));
            onDone?.();
          },
          onError: toastProblem,
          onSettled: () => {
            for (const stale of ['getHealth', 'listParked'] as const)
              void client.invalidateQueries({ queryKey: keyOf(stale) });
          },
        },
      ),
  };
}

import { useQueryClient } from '@tanstack/react-query';
import type { Connection, ProbeStep } from '@watchfloor/contract';
import { useState } from 'react';
import { call, type Input } from '../../lib/api.ts';
import { asProblem, type ProblemError } from '../../lib/problem.ts';
import { keyOf, useSend } from '../../lib/queries.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';

const words = connectorsText.pane;

/** What can be done with a connection. Each change names the version that was read, so that nothing is overwritten unseen. */
export function useConnection(connection: Connection) {
  const client = useQueryClient();
  const update = useSend('updateConnection');
  const probe = useSend('probeConnection');
  const remove = useSend('deleteConnection');
  const params = { connectionId: connection.id };
  const [steps, setSteps] = useState<readonly ProbeStep[] | null>(null);

  const refresh = () =>
    Promise.all(
      (['listConnections', 'getHealth'] as const).map((name) => client.invalidateQueries({ queryKey: keyOf(name) })),
    );
  const refuse = (problem: ProblemError) => {
    if (problem.code === 'version.conflict') {
      toast(words.conflict, { kind: 'failure' });
      void refresh();
    } else toastProblem(problem);
  };
  const change = (body: Input<'updateConnection'>['body'], said: string, onDone?: () => void) =>
    update.mutate(
      { input: { params, body }, options: { ifMatch: connection.version } },
      {
        onSuccess: () => {
          toast(said);
          onDone?.();
        },
        onError: refuse,
        onSettled: () => void refresh(),
      },
    );
  const check = () => {
    setSteps([]);
    const onProgress = ({ step }: { step: ProbeStep }) => setSteps((before) => [...(before ?? []), step]);
    probe.mutate(
      { input: { params }, options: { onProgress } },
      { onError: refuse, onSettled: () => void refresh().finally(() => setSteps(null)) },
    );
  };
  return {
    isBusy: update.isPending || remove.isPending,
    isChecking: probe.isPending,
    /** The steps of the check that is running, as far as they are done; `null` when none is. */
    steps,
    updateError: update.error,
    refresh,
    change,
    check,
    pause: () => change({ isEnabled: false }, words.paused(connection.name)),
    resume: () => change({ isEnabled: true }, words.resumed(connection.name)),
    remove: (onDone: () => void) =>
      remove.mutate(
        { input: { params } },
        {
          onSuccess: () => {
            toast(words.removed(connection.name));
            onDone();
          },
          onError: refuse,
          onSettled: () => void refresh(),
        },
      ),
    /** Reads every source that is fetched, once, now. */
    run: async (ids: readonly string[]) => {
      try {
        for (const sourceId of ids) await call('runSource', { params: { sourceId } });
        toast(words.runStarted(ids.length));
      } catch (thrown) {
        refuse(asProblem(thrown));
      }
      await refresh();
    },
  };
}

export type ConnectionActs = ReturnType<typeof useConnection>;

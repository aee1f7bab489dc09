import type { ProbeStep } from '@watchfloor/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Input, Reply } from '../../lib/api.ts';
import { useSend } from '../../lib/queries.ts';

type Body = Input<'probeDraft'>['body'];
export type ProbeReply = Reply<'probeDraft'>;

/** The steps that were told so far, and of which connector; with another one they begin anew. */
type Told = { kind: string | null; steps: readonly ProbeStep[] };
const nothing: Told = { kind: null, steps: [] };

/**
 * A check of a draft. Its steps come to sight as they are done; a quiet check renews what is shown without starting over.
 * Another check, or leaving the page, gives the running one up.
 */
export function useProbe() {
  const send = useSend('probeDraft');
  const [reply, setReply] = useState<ProbeReply | null>(null);
  const [checked, setChecked] = useState<Body | null>(null);
  const [told, setTold] = useState(nothing);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const { mutate } = send;
  const check = useCallback(
    (body: Body, how: { isQuiet?: boolean } = {}) => {
      running.current?.abort();
      const run = new AbortController();
      running.current = run;
      if (!how.isQuiet) {
        setReply(null);
        setTold(nothing);
      }
      const onProgress = ({ kind, step }: { kind: string; step: ProbeStep }) => {
        if (how.isQuiet) return;
        setTold((before) => ({ kind, steps: before.kind === kind ? [...before.steps, step] : [step] }));
      };
      mutate(
        { input: { body }, options: { signal: run.signal, onProgress } },
        {
          onSuccess: (found) => {
            setReply(found);
            setChecked(body);
          },
        },
      );
    },
    [mutate],
  );
  return {
    check,
    reply,
    /** The draft that the reply speaks of. */
    checked,
    /** The connector that is asked, or that answered; `null` before. */
    kind: reply?.kind ?? told.kind,
    steps: reply?.steps ?? told.steps,
    isAsking: send.isPending,
    isWhole: reply !== null,
    error: send.error,
  };
}

export type Probe = ReturnType<typeof useProbe>;

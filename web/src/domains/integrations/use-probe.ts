import { useCallback, useEffect, useState } from 'react';
import type { Input, Reply } from '../../lib/api.ts';
import { useSend } from '../../lib/queries.ts';

type Body = Input<'probeDraft'>['body'];
export type ProbeReply = Reply<'probeDraft'>;

const stepMs = 70;
const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * A check of a draft. Its steps come to sight one after the other, as they were done, so that the eye stays at the one
 * that failed; a quiet check renews what is shown without starting over.
 */
export function useProbe() {
  const send = useSend('probeDraft');
  const [reply, setReply] = useState<ProbeReply | null>(null);
  const [checked, setChecked] = useState<Body | null>(null);
  const [shown, setShown] = useState(0);
  const all = reply?.steps.length ?? 0;
  useEffect(() => {
    if (shown >= all) return;
    const timer = setTimeout(() => setShown(shown + 1), stepMs);
    return () => clearTimeout(timer);
  }, [shown, all]);

  const { mutate } = send;
  const check = useCallback(
    (body: Body, how: { isQuiet?: boolean } = {}) => {
      if (!how.isQuiet) {
        setReply(null);
        setShown(0);
      }
      mutate(
        { input: { body } },
        {
          onSuccess: (found) => {
            setReply(found);
            setChecked(body);
            if (how.isQuiet || isStill()) setShown(found.steps.length);
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
    steps: reply?.steps.slice(0, shown) ?? [],
    isAsking: send.isPending,
    isWhole: reply !== null && shown >= all,
    error: send.error,
  };
}

export type Probe = ReturnType<typeof useProbe>;

import { useAsk } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';

/** Sources and parked events, asked every minute and whenever the stream says that they changed. */
export const useHealth = () => {
  const may = useMay();
  return useAsk('getHealth', {}, { isEnabled: may('health:read'), everyMs: 60_000 });
};

export type Health = ReturnType<typeof useHealth>;

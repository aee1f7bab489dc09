import type { Tx } from '../../db/database.ts';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { getSettings } from '../settings/index.ts';
import { deleteOldInbound } from './inbound.store.ts';
import { type ReplayParts, replayKnownCustomers } from './parked/service.ts';
import { deleteOldParked } from './parked/store.ts';

const dayMs = 86_400_000;
const inboundDays = 7;
const portion = 5_000;

/** Jobs of stored and parked events: what is past its time goes, what waited for a customer is tried again. */
export function siemJobs(parts: ReplayParts): JobDefinition[] {
  return [
    {
      name: 'replay-parked',
      description: 'Tries parked events again whose customer is known by now.',
      cron: null,
      everyS: 30,
      run: async ({ context }) => replayKnownCustomers(context, parts),
    },
    {
      name: 'expire-events',
      description: 'Forgets stored events, parked events and webhook messages that are older than the settings say.',
      cron: '23 2 * * *',
      run: async ({ context, signal, progress }) => {
        const now = context.clock.now().getTime();
        const settings = await getSettings(context);
        await progress('events', 0);
        const events = await parts.events.expire(new Date(now - settings.eventRetentionDays * dayMs));
        await progress('parked events', 60);
        const parked = await inPortions(context, signal, (tx) =>
          deleteOldParked(tx, new Date(now - settings.parkedRetentionDays * dayMs), portion),
        );
        await progress('webhook messages', 90);
        const messages = await inPortions(context, signal, (tx) =>
          deleteOldInbound(tx, new Date(now - inboundDays * dayMs), portion),
        );
        return { events, parked, messages };
      },
    },
  ];
}

/** Short transactions: nobody waits long, and a cancelled run keeps what is done. */
async function inPortions(context: Context, signal: AbortSignal, work: (tx: Tx) => Promise<number>): Promise<number> {
  let sum = 0;
  for (;;) {
    signal.throwIfAborted();
    const gone = await context.write(work);
    sum += gone;
    if (gone < portion) return sum;
  }
}

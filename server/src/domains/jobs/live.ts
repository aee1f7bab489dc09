import { streamReload } from '@watchfloor/contract';
import type { Scope } from '../../db/scope.ts';
import type { StreamMessage } from '../../http/binding.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import * as outbox from './outbox.store.ts';
import { isAfter, mayHear, type OutboxReader, printPosition, resumeFrom } from './stream.ts';

const heartbeatMs = 15_000;
const mostWaiting = 5_000;

const message = (row: outbox.OutboxRow): StreamMessage => ({
  id: printPosition(row),
  event: row.topic,
  data: { ...row.payload, ...(row.customerId === null ? {} : { customerId: toId('customer', row.customerId) }) },
});

/**
 * What the actor may hear, from where they left off, then live; who cannot go on there is told once to reload. The scope is asked anew every second by `readScope`,
 * so that an ended session hears nothing more and a changed grant holds at once.
 */
export async function* liveChanges(
  context: Context,
  reader: Pick<OutboxReader, 'head' | 'subscribe'>,
  lastEventId: string | undefined,
  signal: AbortSignal,
  readScope: () => Promise<Scope | null>,
): AsyncIterable<StreamMessage> {
  let { scope } = context.actor;
  const waiting: outbox.OutboxRow[] = [];
  let wake = () => {};
  let isOverrun = false;
  const unsubscribe = reader.subscribe((rows) => {
    waiting.push(...rows.filter((row) => mayHear(scope, row)));
    if (waiting.length > mostWaiting) {
      // Nothing more is kept for who takes nothing: they come again with their Last-Event-ID and miss nothing.
      isOverrun = true;
      waiting.length = 0;
      unsubscribe();
    }
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    const resumed = lastEventId ? await resumeFrom(context.asSystem(), lastEventId) : null;
    let at = resumed ?? reader.head;
    yield { comment: `from ${printPosition(at)}`, id: printPosition(at) };
    if (lastEventId && !resumed) yield { id: printPosition(at), event: streamReload, data: {} };
    if (resumed) {
      for (;;) {
        const missed = await context.asSystem().read((tx) => outbox.readOutbox(tx, at, 500));
        for (const row of missed) {
          at = row;
          if (mayHear(scope, row)) yield message(row);
        }
        if (missed.length < 500) break;
      }
    }
    let checkedAt = 0;
    let spokeAt = Date.now();
    while (!signal.aborted && !isOverrun) {
      if (Date.now() - checkedAt > 1_000) {
        const now = await readScope();
        if (now === null) return;
        scope = now;
        checkedAt = Date.now();
      }
      for (const row of waiting.splice(0)) {
        if (!isAfter(row, at)) continue;
        at = row;
        if (!mayHear(scope, row)) continue;
        spokeAt = Date.now();
        yield message(row);
      }
      if (Date.now() - spokeAt > heartbeatMs) {
        spokeAt = Date.now();
        yield { comment: 'here' };
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (waiting.length > 0 || signal.aborted) wake();
      });
    }
  } finally {
    unsubscribe();
  }
}

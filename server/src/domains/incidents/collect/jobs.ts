import type { Context } from '../../access/index.ts';
import type { SourceRow } from '../../integrations/index.ts';
import type { JobDefinition } from '../../jobs/index.ts';
import type { CollectParts } from './collect.ts';
import { collectInTurn, listPullSources, syncAlerts } from './sources.ts';
import { isDue, isSweepDue } from './watermark.ts';

/** Each takes two connections of the pool while it reads. */
const mostAtOnce = 3;

/**
 * Reads every source that is due, each by itself: one that is slow or fails delays none of the others. Called again and
 * again; it starts what is due and does not wait for it.
 */
export function makeCollector(parts: CollectParts): {
  tick(context: Context, signal: AbortSignal): Promise<number>;
  settled(): Promise<void>;
} {
  const active = new Map<number, Promise<void>>();
  const start = (context: Context, source: SourceRow, signal: AbortSignal) => {
    const work = collectAndSweep(context, parts, source, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) context.log.error({ err: error, source: source.id }, 'Collecting stopped.');
      })
      .finally(() => active.delete(source.id));
    active.set(source.id, work);
  };
  return {
    async tick(context, signal) {
      const now = context.clock.now();
      const due = (await listPullSources(context)).filter((source) => isDue(source, now) && !active.has(source.id));
      // Whoever waited longest goes first, so that a few busy sources cannot keep the others out.
      due.sort((a, b) => (a.lastRunAt?.getTime() ?? 0) - (b.lastRunAt?.getTime() ?? 0));
      const started = due.slice(0, Math.max(0, mostAtOnce - active.size));
      for (const source of started) start(context, source, signal);
      return started.length;
    },
    async settled() {
      await Promise.all(active.values());
    },
  };
}

async function collectAndSweep(
  context: Context,
  parts: CollectParts,
  source: SourceRow,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await collectInTurn(context, parts, source, { mode: 'tail', waits: false, signal });
  if (outcome?.error || !outcome || !isSweepDue(source, context.clock.now())) return;
  await collectInTurn(context, parts, source, { mode: 'sweep', waits: false, signal });
}

/** Jobs that bring alerts in: the loop, and one complete run on demand (`sourceId` = row number of one source). */
export function collectJobs(parts: CollectParts): JobDefinition[] {
  const collector = makeCollector(parts);
  return [
    {
      name: 'collect-alerts',
      description: 'Reads new events of every connected source and makes alerts of them.',
      cron: null,
      everyS: 2,
      run: async ({ context, signal }) => ({ started: await collector.tick(context, signal) }),
    },
    {
      name: 'sync-alerts',
      description: 'Reads sources of alerts once, now, to the end.',
      cron: null,
      run: async ({ context, params, signal, progress }) => {
        await progress('reading');
        const { failures, ...counts } = await syncAlerts(context, parts, {
          signal,
          ...(typeof params['sourceId'] === 'number' ? { sourceId: params['sourceId'] } : {}),
        });
        if (failures.length > 0) throw new Error(failures.map((one) => `${one.source}: ${one.error}`).join(' '));
        return counts;
      },
    },
  ];
}

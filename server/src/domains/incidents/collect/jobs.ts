import type { Context } from '../../access/index.ts';
import { isDue, type SourceRow } from '../../integrations/index.ts';
import { type JobDefinition, sourceOf, wholeRun } from '../../jobs/index.ts';
import type { CollectParts } from './collect.ts';
import { collectInTurn, listPullSources, syncAlerts } from './sources.ts';
import { isOverlapDue, isSweepDue } from './watermark.ts';

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
  /** When the overlap of a source was looked at last. */
  const lookedAt = new Map<number, Date>();
  const start = (context: Context, source: SourceRow, signal: AbortSignal) => {
    const work = collectAll(context, source, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) context.log.error({ err: error, source: source.id }, 'Collecting stopped.');
      })
      .finally(() => active.delete(source.id));
    active.set(source.id, work);
  };
  async function collectAll(context: Context, source: SourceRow, signal: AbortSignal): Promise<void> {
    const now = context.clock.now();
    const { id } = source;
    const run = async (mode: 'tail' | 'overlap' | 'sweep') => {
      const outcome = await collectInTurn(context, parts, source, { mode, waits: false, signal });
      return outcome !== null && outcome.error === null;
    };
    if (!(await run('tail'))) return;
    if (isOverlapDue(lookedAt.get(id), now) && (await run('overlap'))) lookedAt.set(id, now);
    if (isSweepDue(source, now)) await run('sweep');
  }
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

/**
 * Jobs that bring alerts in: the loop, and one complete run on demand (`sourceId` = row number of one source). A run that
 * was cut off needs no checkpoint: it reads from the watermarks again, and knows the documents that it took.
 */
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
        return wholeRun(await syncAlerts(context, parts, { signal, ...sourceOf(params) }));
      },
    },
  ];
}

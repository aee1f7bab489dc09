import type { Context } from '../access/index.ts';
import type { JobContext, JobDefinition } from './job.ts';
import type { Timetable } from './timetable.ts';

/**
 * A loop that leaves no history: it runs every few seconds, and what it does is told by the sources themselves.
 * Rounds never overlap; a round that fails is logged and the next one comes.
 */
export function startLoop(
  system: Context,
  job: JobDefinition,
  timetable: Pick<Timetable, 'secondsOf' | 'noteRound'>,
  stop: AbortSignal,
): { stop(): void } {
  let timer: NodeJS.Timeout;
  const round = async () => {
    if (timetable.secondsOf(job) === null) return;
    try {
      await job.run(quiet(system, stop));
      await timetable.noteRound(job);
    } catch (error) {
      if (!stop.aborted) system.log.error({ err: error, job: job.name }, 'loop failed');
    }
  };
  const next = () => {
    timer = setTimeout(
      () => void round().finally(() => !stop.aborted && next()),
      (timetable.secondsOf(job) ?? 15) * 1_000,
    );
  };
  next();
  return { stop: () => clearTimeout(timer) };
}

const quiet = (context: Context, signal: AbortSignal): JobContext => ({
  context,
  params: {},
  signal,
  checkpoint: null,
  progress: async () => undefined,
  log: async (line) => context.log.info({}, line),
  saveCheckpoint: async () => undefined,
});

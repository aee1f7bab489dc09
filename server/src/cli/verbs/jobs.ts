import type { Job } from '@watchfloor/contract';
import { listJobs, runHere, updateSchedule } from '../../domains/jobs/index.ts';
import { Failure } from '../../lib/failure.ts';
import { type Given, interruption, optional, UsageError, type Verb, word } from '../verb.ts';

const nameOf = (given: Given) => word(given, 0, 'The name of the job');

const lineOf = (job: Job) =>
  `${job.name.padEnd(22)} ${(job.isEnabled ? job.cron : 'off').padEnd(14)} ${(job.lastRun?.state ?? '-').padEnd(10)} ${job.lastSuccessAt ?? 'no success yet'}  ${job.description}`;

const list: Verb = {
  name: 'job list',
  usage: '',
  summary: 'Lists the jobs: when each runs by itself, and how the last run ended.',
  words: 0,
  options: {},
  run: async (shell) => {
    const { system, domains } = await shell.open();
    for (const job of await listJobs(system, domains.jobs)) shell.say(job, lineOf(job));
  },
};

const run: Verb = {
  name: 'job run',
  usage: 'NAME',
  summary: 'Runs a job now, here, waits, and prints what it did.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const name = nameOf(given);
    const { system, domains } = await shell.open();
    const ended = await runHere(system, domains.jobs, name, interruption());
    shell.say({ job: name, state: ended.state, ...ended.stats });
    if (ended.state !== 'done') throw new Failure('internal', ended.error ?? `${name} was ${ended.state}.`);
  },
};

/** A verb that changes one schedule and prints it. */
const changing = (
  verb: Pick<Verb, 'name' | 'usage' | 'summary' | 'options'>,
  changeOf: (given: Given) => Parameters<typeof updateSchedule>[3],
): Verb => ({
  ...verb,
  words: 1,
  run: async (shell, given) => {
    const [name, change] = [nameOf(given), changeOf(given)];
    const { system, domains } = await shell.open();
    const job = await updateSchedule(system, domains.jobs, name, change);
    shell.say(job, lineOf(job));
  },
});

const schedule = changing(
  {
    name: 'job schedule',
    usage: "NAME --cron '17 3 * * *' | --every SECONDS",
    summary: 'Changes when a job runs by itself: cron in UTC, or the seconds of a loop.',
    options: { cron: { type: 'string' }, every: { type: 'string' } },
  },
  (given) => {
    const [cron, every] = [optional(given, 'cron'), optional(given, 'every')];
    if ((cron === undefined) === (every === undefined)) throw new UsageError('Give --cron or --every.');
    return { cron: cron ?? `every ${every} s` };
  },
);

const pause = changing(
  { name: 'job pause', usage: 'NAME', summary: 'Keeps a job from running by itself.', options: {} },
  () => ({ isEnabled: false }),
);

const resume = changing(
  { name: 'job resume', usage: 'NAME', summary: 'Lets a job run by itself again.', options: {} },
  () => ({ isEnabled: true }),
);

/** Verbs for what the program does by itself. */
export const jobVerbs: readonly Verb[] = [list, run, schedule, pause, resume];

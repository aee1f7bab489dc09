import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import type { JobDefinition } from './job.ts';
import { listJobs } from './service.ts';
import { Timetable } from './timetable.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const job = (name: string, more: Partial<JobDefinition> = {}): JobDefinition => ({
  name,
  description: 'A job of a test.',
  cron: null,
  run: async () => ({}),
  ...more,
});
const nightly = job('nightly', { cron: '17 3 * * *' });
const loop = job('loop', { everyS: 10 });
const onDemand = job('on-demand');

let told: string[];
const clockwork = {
  schedule: async (name: string, cron: string) => {
    if (cron === 'nonsense') throw new Error('It is no time.');
    told.push(`${name} at ${cron}`);
  },
  unschedule: async (name: string) => void told.push(`${name} off`),
};
const edit = (name: string, change: { cron?: string; is_enabled?: boolean }) =>
  app.system.write((tx) =>
    tx
      .updateTable('schedules')
      .set({ ...change, is_edited: true })
      .where('job', '=', name)
      .execute(),
  );

let timetable: Timetable;
beforeEach(async () => {
  told = [];
  await app.system.write((tx) => tx.deleteFrom('schedules').execute());
  timetable = new Timetable(app.system, clockwork, [nightly, loop, onDemand]);
  await timetable.open();
});

test('the defaults of the code are written and followed; a job on demand has no time', async () => {
  expect(told).toEqual(['nightly at 17 3 * * *', 'on-demand off']);
  const rows = await app.system.read((tx) =>
    tx.selectFrom('schedules').select(['job', 'cron']).orderBy('job').execute(),
  );
  expect(rows).toEqual([
    { job: 'loop', cron: 'every 10 s' },
    { job: 'nightly', cron: '17 3 * * *' },
  ]);
});

test('what a person edits holds at once and over the next start', async () => {
  await edit('nightly', { cron: '0 5 * * *' });
  told = [];
  await timetable.refresh();
  expect(told).toEqual(['nightly at 0 5 * * *']);
  await timetable.refresh();
  expect(told).toHaveLength(1);
  await new Timetable(app.system, clockwork, [nightly]).open();
  expect(told.at(-1)).toBe('nightly at 0 5 * * *');
});

test('switching off stops the clock, and on starts it again', async () => {
  told = [];
  await edit('nightly', { is_enabled: false });
  await timetable.refresh();
  await edit('nightly', { is_enabled: true });
  await timetable.refresh();
  expect(told).toEqual(['nightly off', 'nightly at 17 3 * * *']);
});

test('a time that cannot be read leaves the one before in force and disturbs nobody', async () => {
  await edit('nightly', { cron: 'nonsense' });
  told = [];
  await timetable.refresh();
  expect(told).toEqual([]);
  await edit('nightly', { cron: '0 6 * * *' });
  await timetable.refresh();
  expect(told).toEqual(['nightly at 0 6 * * *']);
});

test('a loop takes its seconds from the table, and rests while it is off', async () => {
  expect(timetable.secondsOf(loop)).toBe(10);
  await edit('loop', { cron: 'every 45 s' });
  await timetable.refresh();
  expect(timetable.secondsOf(loop)).toBe(45);
  await edit('loop', { cron: 'every 0 s' });
  await timetable.refresh();
  expect(timetable.secondsOf(loop)).toBe(1);
  await edit('loop', { cron: 'whenever' });
  await timetable.refresh();
  expect(timetable.secondsOf(loop)).toBe(10);
  await edit('loop', { is_enabled: false });
  await timetable.refresh();
  expect(timetable.secondsOf(loop)).toBeNull();
});

test('a good round is noted at most once a minute', async () => {
  const noted = async () => (await listJobs(app.system, [loop]))[0]?.lastSuccessAt;
  expect(await noted()).toBeNull();
  await timetable.noteRound(loop);
  const first = app.clock.now().toISOString();
  expect(await noted()).toBe(first);
  app.clock.advance(30_000);
  await timetable.noteRound(loop);
  expect(await noted()).toBe(first);
  app.clock.advance(31_000);
  await timetable.noteRound(loop);
  expect(await noted()).toBe(app.clock.now().toISOString());
});

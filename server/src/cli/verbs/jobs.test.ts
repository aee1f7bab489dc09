import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const rowOf = async (name: string) => (await cli.json('job', 'list')).rows.find((row) => row.name === name);

test('job list shows every job with its schedule, also those that keep house', async () => {
  const { code, rows } = await cli.json('job', 'list');
  expect(code).toBe(0);
  expect(Object.fromEntries(rows.map((row) => [row.name, row.cron]))).toMatchObject({
    'tidy-runs': '17 3 * * *',
    'collect-alerts': expect.stringMatching(/^every \d+ s$/),
    'sync-findings': 'on demand',
  });
  expect((await cli.run('job', 'list')).out).toMatch(/^tidy-runs +17 3 \* \* \* .*Removes old job runs/m);
});

test('job run works without a program, waits, prints what was done and leaves a run that tells of it', async () => {
  const { code, rows } = await cli.json('job', 'run', 'tidy-runs');
  expect({ code, rows }).toEqual({
    code: 0,
    rows: [{ job: 'tidy-runs', state: 'done', runs: expect.any(Number), changes: expect.any(Number) }],
  });
  expect(await rowOf('tidy-runs')).toMatchObject({ lastRun: { state: 'done', trigger: 'system' } });
});

test('a job that fails is exit 1 with its sentence', async () => {
  // A source whose connection cannot be opened.
  await cli.query(`with made as (insert into connections (kind, name) values ('wazuh-manager', 'North') returning id)
    insert into sources (connection_id, purpose, delivery, name, product, index_pattern)
    select id, 'agents', 'pull', 'Agents', 'wazuh', '' from made`);
  const { code, err, rows } = await cli.json('job', 'run', 'sync-agents');
  expect(code).toBe(1);
  expect(err).toMatch(/^North: \S/);
  expect(rows).toEqual([{ job: 'sync-agents', state: 'failed', sources: 1, agents: 0 }]);
});

test('job schedule, pause and resume change the table that every worker follows', async () => {
  expect((await cli.json('job', 'schedule', 'tidy-runs', '--cron', '30 4 * * *')).rows).toMatchObject([
    { name: 'tidy-runs', cron: '30 4 * * *' },
  ]);
  expect((await cli.json('job', 'schedule', 'collect-alerts', '--every', '20')).code).toBe(0);
  expect(await rowOf('collect-alerts')).toMatchObject({ cron: 'every 20 s' });
  expect((await cli.run('job', 'pause', 'tidy-runs')).out).toMatch(/^tidy-runs +off /);
  expect(await rowOf('tidy-runs')).toMatchObject({ isEnabled: false, cron: '30 4 * * *' });
  expect((await cli.run('job', 'resume', 'tidy-runs')).code).toBe(0);
  expect(await rowOf('tidy-runs')).toMatchObject({ isEnabled: true });
});

test.each([
  [['run', 'format-disk'], 1, /no job format-disk/],
  [['run', 'collect-alerts'], 1, /wf sync/],
  [['run', 'demo-remove'], 1, /no job demo-remove/],
  [['run'], 2, /name of the job/],
  [['schedule', 'tidy-runs'], 2, /--cron or --every/],
  [['schedule', 'tidy-runs', '--cron', '* * * * *', '--every', '5'], 2, /--cron or --every/],
  [['schedule', 'tidy-runs', '--cron', 'daily'], 1, /five fields/],
  [['schedule', 'collect-alerts', '--every', '0'], 1, /1 to 86400 seconds/],
  [['pause', 'sync-findings'], 1, /on demand only/],
] as const)('job %j is refused with exit %i', async (args, code, words) => {
  const line = await cli.run('job', ...args);
  expect(line).toMatchObject({ code, out: '' });
  expect(line.err).toMatch(words);
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const logFile = fileURLToPath(new URL('./log.ts', import.meta.url));

/** What a log writes on standard error when it is told something, in a process of its own. */
function written(level: string, statement: string): Record<string, unknown>[] {
  const script = `import { createLog } from ${JSON.stringify(logFile)}; const log = createLog(${JSON.stringify(level)}); ${statement}`;
  const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '--no-warnings', '--eval', script], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('lines are JSON on standard error, with the moment in UTC', () => {
  expect(written('info', "log.info({ job: 'tidy' }, 'done'); log.debug({}, 'not told');")).toEqual([
    { level: 30, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), job: 'tidy', msg: 'done' },
  ]);
});

test('secrets are removed by name, on their own and one step down', () => {
  const lines = written(
    'info',
    "log.info({ password: 'hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' }, connection: { secret: 'hunter2', sealed: 'hunter2' }, token: 'hunter2', user: 'ines' }, 'x');",
  );
  expect(JSON.stringify(lines)).not.toContain('hunter2');
  expect(lines[0]).toMatchObject({ password: '[removed]', user: 'ines', headers: { cookie: '[removed]' } });
});

test('a silent log says nothing', () => {
  expect(written('silent', "log.error({ err: new Error('x') }, 'x');")).toEqual([]);
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cli, openCli } from '../../test/cli.ts';
import { findVerb, runLine } from './main.ts';
import { verbs } from './verbs.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const bare = async (...args: readonly string[]) => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runLine(
    args,
    (line) => out.push(line),
    (line) => err.push(line),
  );
  return { code, out: out.join('\n'), err: err.join('\n') };
};

test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists every verb and is no failure', async (args) => {
  const { code, out, err } = await bare(...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const verb of verbs) expect(out).toContain(`  ${verb.name} `);
  expect(out).toContain('Exit: 0 done, 1 failed, 2 wrong use.');
});

test('a verb that is not there is wrong use and brings the list', async () => {
  const { code, out, err } = await bare('alerts', 'delete');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^There is no verb alerts delete\.\nwf VERB/);
});

test.each(verbs.map((verb) => [verb.name]))('%s --help says how it is used and does nothing', async (name) => {
  const { code, out, err } = await bare(...name.split(' '), '--help', '--data', '/nowhere/at/all');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(new RegExp(`^wf ${name}( |\\n)`));
});

test('names of verbs are unique, and the longer one wins', () => {
  expect(new Set(verbs.map((verb) => verb.name)).size).toBe(verbs.length);
  expect(findVerb(['demo', 'load'])).toMatchObject({ verb: { name: 'demo' }, rest: ['load'] });
  expect(findVerb(['user', 'create', '--role', 'admin'])).toMatchObject({
    verb: { name: 'user create' },
    rest: ['--role', 'admin'],
  });
  expect(findVerb(['user'])).toBeNull();
});

test.each([
  ['an option that is not there', ['doctor', '--loud'], /--loud/],
  ['a value where none belongs', ['doctor', '--json=yes'], /json/],
  ['an option without its value', ['alerts', 'list', '-q'], /query/],
  ['a word that would be left out', ['sync', 'alerts', 'findings'], /Unexpected argument "findings"/],
  ['a list without its option', ['user', 'grant', 'lin', '--customer', 'delta', 'kestrel'], /"kestrel"/],
  ['a word where none belongs', ['stop', 'now'], /"now"/],
  ['a grant of nothing', ['user', 'grant', 'lin'], /--customer or a --tag/],
  ['nothing to take back', ['user', 'revoke', 'lin'], /--customer or a --tag/],
])('%s is wrong use and shows the use of the verb', async (_name, args, told) => {
  const { code, out, err } = await bare(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(told);
  expect(err).toContain('\nUse: wf ');
});

test('a verb takes as many words as its usage shows', () => {
  for (const { name, usage, words } of verbs) {
    // Words in capitals or in small letters, before the first option; what stands between bars is one.
    const shown = (usage.split(/\[?\(?--|\[-/)[0] ?? '').replace(/ *\| */g, '|').trim();
    const most = Math.max(0, ...shown.split('|').map((one) => (one.trim() === '' ? 0 : one.trim().split(/ +/).length)));
    expect([name, words]).toEqual([name, most]);
  }
});

test('a setting that cannot be read is wrong use, and the sentence names it', async () => {
  vi.stubEnv('WF_PORT', 'eighty');
  const { code, err } = await bare('config', 'check');
  vi.stubEnv('WF_PORT', undefined);
  expect(code).toBe(2);
  expect(err).toContain('WF_PORT');
});

test('a database that does not answer is one sentence without the password, also where nothing is migrated first', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://someone:s3cret-word@127.0.0.1:1/nowhere');
  const answers = [await cli.run('customer', 'list'), await cli.run('migrate', 'current')];
  vi.stubEnv('DATABASE_URL', cli.url);
  for (const { code, out, err } of answers) {
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^DATABASE_URL does not lead to a database: .*\.$/);
    expect(err).not.toContain('s3cret-word');
  }
});

test('a query that cannot be read fails with place and hint', async () => {
  const { code, out, err } = await cli.run('alerts', 'list', '-q', 'severity:(high OR');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/\n {2}query\/q|\n {2}q/);
  expect(err).not.toMatch(/\n\s+at /);
});

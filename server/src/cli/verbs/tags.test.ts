import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

test('a role is granted a tag, and it is taken back', async () => {
  const granted = () =>
    cli.query(
      'select r.name as role, t.name as tag from role_tags g join roles r on r.id = g.role_id join tags t on t.id = g.tag_id',
    );
  expect(await cli.run('role', 'grant', 'analyst', '--tag', 'Cloud')).toMatchObject({ code: 0, out: 'Granted.' });
  expect(await granted()).toEqual([{ role: 'analyst', tag: 'Cloud' }]);
  expect(await cli.run('role', 'revoke', 'analyst', '--tag', 'Clowd')).toMatchObject({
    code: 1,
    err: 'There is no tag Clowd.',
  });
  expect(await granted()).toHaveLength(1);
  expect(await cli.run('role', 'revoke', 'analyst', '--tag', 'cloud')).toMatchObject({ code: 0, out: 'Taken back.' });
  expect(await granted()).toEqual([]);
});

test.each(['grant', 'revoke'])('role %s needs a role that there is, and a tag', async (verb) => {
  for (const words of [['boss', '--tag', 'Cloud'], ['analyst'], ['--tag', 'Cloud']])
    expect([words, (await cli.run('role', verb, ...words)).code]).toEqual([words, 2]);
});

test('tag create adds a tag once, however it is written', async () => {
  const first = await cli.json('tag', 'create', 'Server room');
  const again = await cli.json('tag', 'create', 'server ROOM');
  expect(first.code).toBe(0);
  expect(again.rows[0]?.id).toBe(first.rows[0]?.id);
});

test.each([
  ['blanks', '  '],
  ['nothing', ''],
  ['65 letters', 'x'.repeat(65)],
])('tag create with a name of %s is wrong use and adds none', async (_name, name) => {
  const { code, out, err } = await cli.run('tag', 'create', name);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^NAME: A tag has /);
  expect(await cli.query("select 1 from tags where name ~ '^ *$' or length(name) > 60")).toEqual([]);
});

test('tag access is switched with its rule for alerts without a tag', async () => {
  const on = await cli.json('tag', 'access', 'on', '--untagged', 'default_tag', '--default-tag', 'Endpoint');
  expect(on).toMatchObject({
    code: 0,
    rows: [{ isEnabled: true, untagged: 'default_tag', defaultTagId: expect.any(Number) }],
  });
  const kept = await cli.query<{ value: unknown }>("select value from settings where key = 'tagAccess'");
  expect(kept).toEqual([{ value: on.rows[0] }]);
  expect((await cli.run('tag', 'access', 'on', '--untagged', 'default_tag')).code).toBe(1);
  expect((await cli.run('tag', 'access', 'maybe')).code).toBe(2);
  expect((await cli.json('tag', 'access', 'off')).rows).toMatchObject([{ isEnabled: false }]);
});

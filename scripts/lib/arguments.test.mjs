import { expect, test } from 'vitest';
import { readArguments } from './arguments.mjs';

test.each([
  [[], [], undefined],
  [['server/src/demo', '-t', 'live'], ['server/src/demo', '-t', 'live'], undefined],
  [['--postgres', '15'], [], '15'],
  [['--postgres=15', 'server'], ['server'], '15'],
  [['server', '--postgres', '18', '--bail', '1'], ['server', '--bail', '1'], '18'],
])('%j goes on to vitest as %j, on PostgreSQL %s', (argv, args, version) => {
  const given = [...argv];
  expect(readArguments(argv)).toEqual({ args, env: version === undefined ? {} : { WF_TEST_POSTGRES: version } });
  expect(argv).toEqual(given);
});

test.each([[['--postgres']], [['--postgres', 'server/src']], [['--postgres=']], [['--postgres', '15.2']]])(
  '%j is refused with what to say: no file is taken for a version, and no suite runs on another database than was asked for',
  (argv) => expect(() => readArguments(argv)).toThrow('--postgres 15'),
);

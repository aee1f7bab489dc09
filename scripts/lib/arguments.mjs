/**
 * Takes our own option out of the arguments of `npm test`; the others go on to vitest.
 * @throws RangeError when `--postgres` names no major version.
 */
export function readArguments(argv) {
  const place = argv.findIndex((word) => /^--postgres(=|$)/.test(word));
  if (place < 0) return { args: [...argv], env: {} };
  const isJoined = argv[place].includes('=');
  const version = isJoined ? argv[place].slice('--postgres='.length) : argv[place + 1];
  if (!/^\d+$/.test(version ?? ''))
    throw new RangeError('Say the version after --postgres, for example --postgres 15.');
  return { args: argv.toSpliced(place, isJoined ? 1 : 2), env: { WF_TEST_POSTGRES: version } };
}

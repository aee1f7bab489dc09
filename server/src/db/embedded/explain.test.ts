import { expect, test } from 'vitest';
import { explain } from './explain.ts';
import { placesIn } from './layout.ts';

const places = placesIn('/srv/watchfloor');

test.each([
  [
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    'The disk that holds /srv/watchfloor is full; free some space',
  ],
  ["Error: ENOSPC: no space left on device, mkdir '/srv/watchfloor'", 'The disk that holds /srv/watchfloor is full'],
  [
    "Error: EACCES: permission denied, mkdir '/srv/watchfloor'",
    'This user may not write to /srv/watchfloor; give it the folder',
  ],
  ['FATAL:  data directory "/srv" has wrong ownership', '/srv/watchfloor/postgres/cluster belongs to another user'],
  ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'There is not enough free memory'],
])('%s becomes a sentence with the remedy', (said, sentence) => {
  const failure = explain(said, places);
  expect(failure.message).toContain(sentence);
  expect(failure.message).not.toContain('\n');
  expect(failure.code).toBe('database.unavailable');
});

test('what nobody foresaw quotes the last line and names the log', () => {
  expect(explain('LOG: one\nFATAL:  the moon is full\n', places).message).toBe(
    'PostgreSQL did not start; /srv/watchfloor/postgres/server.log says why: FATAL:  the moon is full',
  );
});

import pg from 'pg';
import { createDatabase } from '../../db/database.ts';
import { currentMigration, listMigrations } from '../../db/migrator.ts';
import { systemContext } from '../../domains/access/index.ts';
import { listSources, warnOfUnreadable } from '../../domains/integrations/index.ts';
import { systemClock } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { type KeyRing, openKeyRing } from '../../lib/key-ring.ts';
import { createLog } from '../../lib/log.ts';
import { onAddress } from '../open.ts';
import type { Shell, Verb } from '../verb.ts';

/** What a check found, or the sentence that says what to do; `null` = not looked at, since what it stands on failed. */
type Check = { ok: true | false | null; found: string };

const well = (found: string): Check => ({ ok: true, found });
const ill = (error: unknown): Check => ({ ok: false, found: error instanceof Error ? error.message : String(error) });
const unknown = (because: string): Check => ({ ok: null, found: `not looked at: ${because}` });

async function judgeDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; isReadOnly: boolean }>(
      `select current_setting('server_version') as version, current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
    );
    if (rows[0]?.isReadOnly)
      throw new Error(
        'answers, but takes no writes: it is set to read only, or a standby; check its disk and its mode',
      );
    return `answers; PostgreSQL ${rows[0]?.version}`;
  } finally {
    await client.end();
  }
}

async function judgeSchema(url: string): Promise<string> {
  const current = await currentMigration(url);
  const newest = (await listMigrations()).at(-1)?.name;
  if (current !== newest) throw new Error(`at ${current ?? 'nothing'}, ${newest} is needed; run wf migrate up`);
  return `at ${current}`;
}

/** Sources and sealed secrets, which stand on the schema. */
async function judgeContents(url: string, keys: KeyRing | null): Promise<{ sources: Check; secrets: Check }> {
  const database = createDatabase(url, { max: 1 });
  const system = systemContext({ db: database, clock: systemClock, log: createLog('silent') });
  try {
    const failing = (await listSources(system)).filter((source) => source.isEnabled && source.lastError !== null);
    const lost = keys === null ? null : await warnOfUnreadable(system, keys);
    return {
      sources:
        failing.length === 0
          ? well('none failing')
          : ill(failing.map((source) => `${source.name}: ${source.lastError}`).join('; ')),
      secrets:
        lost === null
          ? unknown('the keys are not readable')
          : lost === 0
            ? well('all open')
            : ill(
                `${lost} do not open with this key file; put back the one they were sealed with, or enter them again`,
              ),
    };
  } finally {
    await database.close();
  }
}

/** Every line by itself; one that stands on another which failed is not blamed. */
async function* judge(shell: Shell): AsyncIterable<[string, Check]> {
  yield ['node', well(`${process.version} on ${process.platform} ${process.arch}`)];
  const keys = await openKeyRing(shell.config).catch((error: unknown) => ill(error));
  const ring = 'ok' in keys ? null : keys;
  yield ['keys', 'ok' in keys ? keys : well(`readable (${keys.currentId})`)];
  const rest = await onAddress(shell.config, async (url): Promise<[string, Check][]> => {
    const database = await judgeDatabase(url).then(well, ill);
    // One that takes no writes can still be read.
    const schema = await judgeSchema(url).then(well, ill);
    const contents = schema.ok
      ? await judgeContents(url, ring)
      : { sources: unknown('the schema is not as needed'), secrets: unknown('the schema is not as needed') };
    return [['database', database], ['schema', schema], ...Object.entries(contents)];
  }).catch((error: unknown): [string, Check][] => [
    ['database', ill(error)],
    ...['schema', 'sources', 'secrets'].map((name): [string, Check] => [name, unknown('no database answers')]),
  ]);
  yield* rest;
}

export const doctor: Verb = {
  name: 'doctor',
  usage: '',
  summary: 'Checks what the program needs, one line each.',
  words: 0,
  options: {},
  run: async (shell) => {
    let isWell = true;
    for await (const [check, { ok, found }] of judge(shell)) {
      isWell &&= ok !== false;
      shell.say({ check, ok, found }, `${ok === null ? '--   ' : ok ? 'ok   ' : 'FAIL '} ${check}: ${found}`);
    }
    if (!isWell) throw new Failure('internal', 'Something needs your attention; see the lines above.');
  },
};

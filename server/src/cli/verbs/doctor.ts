import pg from 'pg';
import type { Config } from '../../config.ts';
import { createDatabase } from '../../db/database.ts';
import { currentMigration, listMigrations } from '../../db/migrator.ts';
import { type Context, systemContext } from '../../domains/access/index.ts';
import { listSources, warnOfUnreadable } from '../../domains/integrations/index.ts';
import { systemClock } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { type KeyRing, openKeyRing } from '../../lib/key-ring.ts';
import { createLog } from '../../lib/log.ts';
import { onAddress } from '../open.ts';
import type { Verb } from '../verb.ts';

/** `ok: null` = not looked at, since what it stands on failed; `found` of a failed one says what to do. */
type Check = { ok: boolean | null; found: string };

const passed = (found: string): Check => ({ ok: true, found });
const failed = (error: unknown): Check => ({
  ok: false,
  found: error instanceof Error ? error.message : String(error),
});
const skipped = (because: string): Check => ({ ok: null, found: `not looked at: ${because}` });

const marks = new Map([
  [true, 'ok   '],
  [false, 'FAIL '],
  [null, '--   '],
]);

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

/** Sources and sealed secrets, which stand on the schema; `keys` is null when they cannot be read. */
async function judgeContents(url: string, keys: KeyRing | null): Promise<{ sources: Check; secrets: Check }> {
  const database = createDatabase(url, { max: 1 });
  const system = systemContext({ db: database, clock: systemClock, log: createLog('silent') });
  try {
    const failing = (await listSources(system)).filter((source) => source.isEnabled && source.lastError !== null);
    const sentences = failing.map((source) => `${source.name}: ${source.lastError}`);
    return {
      sources: failing.length === 0 ? passed('none failing') : failed(sentences.join('; ')),
      secrets: keys === null ? skipped('the keys are not readable') : await judgeSecrets(system, keys),
    };
  } finally {
    await database.close();
  }
}

async function judgeSecrets(system: Context, keys: KeyRing): Promise<Check> {
  const lost = await warnOfUnreadable(system, keys);
  if (lost === 0) return passed('all open');
  return failed(`${lost} do not open with this key file; put back the one they were sealed with, or enter them again`);
}

/** Each by itself: what stands on something that failed is skipped, not blamed. */
async function judgeStores(url: string, keys: KeyRing | null): Promise<Record<string, Check>> {
  const database = await judgeDatabase(url).then(passed, failed);
  // One that takes no writes can still be read.
  const schema = await judgeSchema(url).then(passed, failed);
  const unread = skipped('the schema is not as needed');
  const contents = schema.ok ? await judgeContents(url, keys) : { sources: unread, secrets: unread };
  return { database, schema, ...contents };
}

async function* judge(config: Config): AsyncIterable<[string, Check]> {
  yield ['node', passed(`${process.version} on ${process.platform} ${process.arch}`)];
  const keys = await openKeyRing(config).then(
    (ring) => ({ ring, check: passed(`readable (${ring.currentId})`) }),
    (error: unknown) => ({ ring: null, check: failed(error) }),
  );
  yield ['keys', keys.check];
  const unread = skipped('no database answers');
  const stores = await onAddress(config, (url) => judgeStores(url, keys.ring)).catch((error: unknown) => ({
    database: failed(error),
    schema: unread,
    sources: unread,
    secrets: unread,
  }));
  yield* Object.entries(stores);
}

export const doctor: Verb = {
  name: 'doctor',
  usage: '',
  summary: 'Checks what the program needs, one line each.',
  words: 0,
  options: {},
  run: async (shell) => {
    let isWell = true;
    for await (const [check, { ok, found }] of judge(shell.config)) {
      isWell &&= ok !== false;
      shell.say({ check, ok, found }, `${marks.get(ok)} ${check}: ${found}`);
    }
    if (!isWell) throw new Failure('internal', 'Something needs your attention; see the lines above.');
  },
};

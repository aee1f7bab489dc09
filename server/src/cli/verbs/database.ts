import { writeFile } from 'node:fs/promises';
import { openStores } from '../../app/stores.ts';
import { compatCoverage } from '../../db/compat.ts';
import { draftMigration } from '../../db/draft.ts';
import { currentMigration, listMigrations, migrateDown, migrateUp } from '../../db/migrator.ts';
import { createLog } from '../../lib/log.ts';
import { onAddress } from '../open.ts';
import { oneOf, optional, UsageError, type Verb, word } from '../verb.ts';

/** Writes the next migration and returns the name of its file. @throws {UsageError} when the name is no word of SQL. */
async function newFile(folder: URL, name: string, up: string, down: string): Promise<string> {
  if (!/^[a-z0-9_]{3,40}$/.test(name))
    throw new UsageError('A migration is named in small letters, digits and underscores, for example add_owner.');
  const last = (await listMigrations()).at(-1)?.name.slice(0, 4) ?? '0000';
  const file = `${String(Number(last) + 1).padStart(4, '0')}_${name}.sql`;
  await writeFile(new URL(file, folder), `-- up\n${up}\n\n-- down\n${down}\n`, { flag: 'wx' });
  return file;
}

/** What `migrate` does, by the word that follows. */
const migrations: Record<'up' | 'down' | 'current' | 'new' | 'draft', Verb['run']> = {
  up: async (shell) => {
    const applied = await onAddress(shell.config, migrateUp);
    shell.say({ applied }, applied.length === 0 ? 'Nothing to apply.' : `Applied ${applied.join(', ')}.`);
  },
  down: async (shell, given) => {
    const count = Number(given.words[1] ?? '1');
    if (!Number.isInteger(count) || count < 1)
      throw new UsageError('The number of migrations to take back is a whole number from 1.');
    const back = await onAddress(shell.config, (url) => migrateDown(url, count));
    shell.say({ back }, back.length === 0 ? 'Nothing to take back.' : `Took back ${back.join(', ')}.`);
  },
  current: async (shell) => {
    const current = await onAddress(shell.config, currentMigration);
    shell.say({ current }, current ?? 'The database is empty.');
  },
  new: async (shell, given) => {
    const name = word(given, 1, 'The name');
    const file = await newFile(shell.migrations, name, 'select 1; -- what it does', 'select 1; -- and back');
    shell.say({ file }, `Wrote server/migrations/${file}.`);
  },
  draft: async (shell, given) => {
    const { up, down, open } = await onAddress(shell.config, draftMigration);
    if (up === '')
      return shell.say({ file: null }, 'The database is as the migrations make it; there is nothing to draft.');
    const file = await newFile(shell.migrations, word(given, 1, 'The name'), up, down);
    const todo = open > 0 ? `; ${open} changes need your hand (TODO)` : '';
    shell.say({ file, open }, `Wrote server/migrations/${file}${todo}.`);
  },
};

const migrate: Verb = {
  name: 'migrate',
  usage: 'up | down [N] | current | new NAME | draft NAME',
  summary: 'Brings the schema up, takes migrations back, or writes a new one.',
  words: 2,
  options: {},
  run: async (shell, given) => {
    const action = oneOf(given.words[0], ['up', 'down', 'current', 'new', 'draft'], 'The word after migrate');
    await migrations[action](shell, given);
  },
};

const compat: Verb = {
  name: 'compat',
  usage: '[--schema FILE] [--missing]',
  summary: 'Says how many documented tables and columns can be read in the schema compat.',
  words: 0,
  options: { schema: { type: 'string' }, missing: { type: 'boolean' } },
  run: async (shell, given) => {
    const stores = await openStores(shell.config, createLog('error'), 'tool', shell.now());
    try {
      const coverage = await compatCoverage(stores.database, optional(given, 'schema'));
      shell.say(
        { ...coverage, missing: given.options.missing === true ? coverage.missing : undefined },
        `${coverage.tables}/${coverage.ofTables} tables, ${coverage.columns}/${coverage.ofColumns} columns`,
      );
      if (given.options.missing === true && !shell.isJson) for (const name of coverage.missing) shell.say({}, name);
    } finally {
      await stores.close();
    }
  },
};

/** Verbs for the schema of the database. */
export const databaseVerbs: readonly Verb[] = [migrate, compat];

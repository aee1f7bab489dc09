import { setTimeout as wait } from 'node:timers/promises';
import { runningPid } from '../../app/claim.ts';
import { getSettings, updateSettings } from '../../domains/customers/index.ts';
import { listSources } from '../../domains/integrations/index.ts';
import { Failure } from '../../lib/failure.ts';
import { loadKeyRing } from '../../lib/seal.ts';
import { currentMigration, listMigrations } from '../../db/migrator.ts';
import { type Shell, UsageError, type Verb, word } from '../verb.ts';

const stop: Verb = {
  name: 'stop',
  usage: '',
  summary: 'Stops the program that runs on this data folder.',
  options: {},
  run: async (shell) => {
    const pid = await runningPid(shell.config.dataDir);
    if (pid === null) return shell.say({ stopped: false }, 'Nothing runs on this data folder.');
    process.kill(pid, 'SIGTERM');
    for (let tries = 0; tries < 100; tries++) {
      if ((await runningPid(shell.config.dataDir)) === null) return shell.say({ stopped: true, pid }, 'Stopped.');
      await wait(100);
    }
    throw new Failure(
      'internal',
      `The program (process ${pid}) did not stop within 10 s. Look at its log, or end the process.`,
    );
  },
};

/** Host and database of an address, without user and password; an address over a socket names no host. */
export function placeOf(url: string): string {
  const [, host = '', rest = ''] =
    /^postgres(?:ql)?:\/\/(?:[^/]*@)?((?:\[[0-9a-f:]+\]|[\w.-]*)(?::\d+)?)(\/[^?]*|$)/i.exec(url) ?? [];
  // A password with a raw slash would be taken for the host.
  const isOdd = rest.includes('@') || (host === '' && rest === '');
  return isOdd ? 'an address that cannot be read' : `${host || 'socket'}${rest}`;
}

const configCheck: Verb = {
  name: 'config check',
  usage: '',
  summary: 'Shows the settings in force; secrets are left out.',
  options: {},
  run: async (shell) => {
    const { databaseUrl, databaseReadUrl, ...rest } = shell.config;
    shell.say({
      ...rest,
      database: databaseUrl === null ? 'embedded' : placeOf(databaseUrl),
      databaseRead: databaseReadUrl === null ? 'same' : placeOf(databaseReadUrl),
    });
  },
};

type Check = { name: string; run(shell: Shell): Promise<string> };

const checks: Check[] = [
  { name: 'node', run: async () => `${process.version} on ${process.platform} ${process.arch}` },
  {
    name: 'database',
    run: async (shell) => {
      const { system } = await shell.open();
      const row = await system.read((tx) =>
        tx
          .selectFrom('customers')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow(),
      );
      return `answers; ${row.count} customers`;
    },
  },
  {
    name: 'schema',
    run: async (shell) => {
      const current = await currentMigration((await shell.open()).url);
      const newest = (await listMigrations()).at(-1)?.name;
      if (current !== newest) throw new Error(`at ${current ?? 'nothing'}, ${newest} is needed; run wf migrate up`);
      return `at ${current}`;
    },
  },
  { name: 'keys', run: async (shell) => `readable (${(await loadKeyRing(shell.config.keyFile)).currentId})` },
  {
    name: 'sources',
    run: async (shell) => {
      const { system } = await shell.open();
      const failing = (await listSources(system)).filter((source) => source.isEnabled && source.lastError !== null);
      if (failing.length > 0)
        throw new Error(failing.map((source) => `${source.name}: ${source.lastError}`).join('; '));
      return 'none failing';
    },
  },
];

const doctor: Verb = {
  name: 'doctor',
  usage: '',
  summary: 'Checks what the program needs, one line each.',
  options: {},
  run: async (shell) => {
    let isWell = true;
    for (const check of checks) {
      try {
        const found = await check.run(shell);
        shell.say({ check: check.name, ok: true, found }, `ok    ${check.name}: ${found}`);
      } catch (error) {
        isWell = false;
        const found = error instanceof Error ? error.message : String(error);
        shell.say({ check: check.name, ok: false, found }, `FAIL  ${check.name}: ${found}`);
      }
    }
    if (!isWell) throw new Failure('internal', 'Something needs your hand; see the lines above.');
  },
};

const settings: Verb = {
  name: 'settings',
  usage: '[NAME VALUE]',
  summary: 'Shows the settings of the installation, or changes one.',
  options: {},
  run: async (shell, given) => {
    const { system } = await shell.open();
    if (given.words.length > 0) {
      const name = word(given, 0, 'The name');
      const value = Number(word(given, 1, 'The value'));
      const known = Object.keys(await getSettings(system));
      if (!known.includes(name)) throw new UsageError(`There is no setting ${name}. Known are ${known.join(', ')}.`);
      if (!Number.isInteger(value) || value < 0) throw new UsageError('The value is a whole number.');
      await updateSettings(system, { [name]: value });
    }
    shell.say({ ...(await getSettings(system)) });
  },
};

export const programVerbs = [stop, configCheck, doctor, settings];

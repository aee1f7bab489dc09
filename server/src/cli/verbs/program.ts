import { setTimeout as wait } from 'node:timers/promises';
import { runningPids } from '../../app/claim.ts';
import { getSettings, updateSettings } from '../../domains/settings/index.ts';
import { Failure } from '../../lib/failure.ts';
import { UsageError, type Verb, word } from '../verb.ts';
import { doctor } from './doctor.ts';

const stop: Verb = {
  name: 'stop',
  usage: '',
  summary: 'Stops the programs that run on this data folder.',
  words: 0,
  options: {},
  run: async (shell) => {
    const { dataDir } = shell.config;
    const pids = await runningPids(dataDir);
    if (pids.length === 0) return shell.say({ stopped: false }, 'Nothing runs on this data folder.');
    for (const pid of pids) process.kill(pid, 'SIGTERM');
    for (let tries = 0; tries < 100; tries++) {
      const left = await runningPids(dataDir);
      if (!pids.some((pid) => left.includes(pid))) {
        for (const pid of pids) shell.say({ stopped: true, pid }, `Stopped (process ${pid}).`);
        return;
      }
      await wait(100);
    }
    const left = (await runningPids(dataDir)).join(', ');
    throw new Failure('internal', `Process ${left} did not stop within 10 s. Look at its log, or end the process.`);
  },
};

/** Host and database of an address, without user and password; an address over a socket names no host. */
export function placeOf(url: string): string {
  // Scheme, then user and password up to an `@`, host (a name or `[IPv6]`) with port, path; a query or a socket's folder is left out.
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
  words: 0,
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

const settings: Verb = {
  name: 'settings',
  usage: '[NAME VALUE]',
  summary: 'Shows the settings of the installation, or changes one.',
  words: 2,
  options: {},
  run: async (shell, given) => {
    const { system } = await shell.open();
    if (given.words.length > 0) {
      const [name = ''] = given.words;
      const value = Number(word(given, 1, 'The value'));
      const known = Object.keys(await getSettings(system));
      if (!known.includes(name)) throw new UsageError(`There is no setting ${name}. Known are ${known.join(', ')}.`);
      if (!Number.isInteger(value) || value < 0) throw new UsageError('The value is a whole number.');
      await updateSettings(system, { [name]: value });
    }
    shell.say({ ...(await getSettings(system)) });
  },
};

/** Verbs for the program itself. */
export const programVerbs: readonly Verb[] = [stop, configCheck, doctor, settings];

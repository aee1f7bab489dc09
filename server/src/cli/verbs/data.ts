import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { TlsTrust } from '@watchfloor/contract';
import { Failure } from '../../lib/failure.ts';
import { oneOf, optional, required, UsageError, type Verb, word } from '../verb.ts';
import { passwordFrom } from './people.ts';

async function trustFrom(ca: string | undefined, pin: string | undefined): Promise<TlsTrust> {
  if (ca !== undefined && pin !== undefined) throw new UsageError('Give --ca or --pin, not both.');
  if (ca !== undefined)
    return {
      verify: 'ca',
      ca: await readFile(ca, 'utf8').catch(() => Promise.reject(new UsageError(`The file ${ca} cannot be read.`))),
    };
  if (pin === undefined) return { verify: 'system' };
  if (!/^[0-9A-Fa-f:]{64,95}$/.test(pin))
    throw new UsageError('--pin is the SHA-256 fingerprint of the certificate in hex.');
  return { verify: 'pin', fingerprint: pin };
}

const connect: Verb = {
  name: 'connect',
  usage:
    'wazuh-indexer|wazuh-manager --url URL --user NAME --password-file FILE [--ca FILE|--pin SHA256] [--customer CODE] [--since 24h|all] [--min-level 7] [--dry-run]',
  summary: 'Checks a Wazuh service step by step and connects it.',
  options: {
    url: { type: 'string' },
    user: { type: 'string' },
    'password-file': { type: 'string' },
    ca: { type: 'string' },
    pin: { type: 'string' },
    customer: { type: 'string' },
    since: { type: 'string' },
    'min-level': { type: 'string' },
    name: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  run: async (shell, given) => {
    const kind = oneOf(
      word(given, 0, 'wazuh-indexer or wazuh-manager'),
      ['wazuh-indexer', 'wazuh-manager'],
      'The product',
    );
    const since = optional(given, 'since') ?? '24h';
    if (since !== 'all' && !/^\d{1,5}[mhd]$/.test(since))
      throw new UsageError('--since is written like 24h, 7d or all.');
    const minLevel = Number(optional(given, 'min-level') ?? '7');
    if (!Number.isInteger(minLevel) || minLevel < 0 || minLevel > 16) throw new UsageError('--min-level is 0 to 16.');
    const url = required(given, 'url');
    if (!URL.canParse(url)) throw new UsageError('--url is not an address, for example https://wazuh.internal:9200');
    const input = {
      kind,
      url,
      user: required(given, 'user'),
      password: await passwordFrom(given),
      tls: await trustFrom(optional(given, 'ca'), optional(given, 'pin')),
      since,
      minLevel,
    };
    const { system, domains } = await shell.open();
    const result = await domains.connect(
      system,
      {
        ...input,
        name: optional(given, 'name'),
        customerCode: optional(given, 'customer'),
        isDryRun: given.options['dry-run'] === true,
      },
      (step) =>
        shell.say(
          { ...step },
          `${step.state === 'passed' ? 'ok  ' : step.state === 'failed' ? 'FAIL' : '--  '}  ${step.title} (${Math.round(step.durationMs)} ms)  ${step.evidence}${step.remedy ? `\n      ${step.remedy}` : ''}${step.fingerprint ? `\n      To trust this certificate: --pin ${step.fingerprint}` : ''}`,
        ),
    );
    if (!result.isOk && result.connectionId === null)
      throw new Failure('connection.refused', 'Not connected: the step marked FAIL says what to change.');
    shell.say(
      { ...result },
      result.connectionId === null ? 'Nothing was saved (dry run).' : `Connected as ${result.name}.`,
    );
  },
};

const sync: Verb = {
  name: 'sync',
  usage: 'alerts|findings|agents',
  summary: 'Reads all sources of a kind once, waits, and prints the counts.',
  options: {},
  run: async (shell, given) => {
    const what = oneOf(word(given, 0, 'alerts, findings or agents'), ['alerts', 'findings', 'agents'], 'What to sync');
    const { system, domains } = await shell.open();
    const { counts, failures } = await domains.sync(system, what);
    shell.say({ ...counts });
    for (const failure of failures)
      shell.say({ source: failure.source, error: failure.message }, `FAIL  ${failure.source}: ${failure.message}`);
    if (failures.length > 0)
      throw new Failure(
        'connection.refused',
        `${failures.length} of the sources could not be read to the end; nothing was skipped.`,
      );
  },
};

const limitOf = (text: string | undefined) => {
  const limit = Number(text ?? '50');
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit is a whole number from 1.');
  return limit;
};

const list = (what: 'alerts' | 'findings'): Verb => ({
  name: `${what} list`,
  usage: '[-q QUERY] [--limit N]',
  summary: `Lists ${what} that match, in the order of the screen.`,
  options: { query: { type: 'string', short: 'q' }, limit: { type: 'string' } },
  run: async (shell, given) => {
    const { system, domains } = await shell.open();
    for await (const row of domains.list(
      system,
      what,
      optional(given, 'query') ?? '',
      limitOf(optional(given, 'limit')),
    ))
      shell.say(row.json, row.text);
  },
});

const alertsTag: Verb = {
  name: 'alerts tag',
  usage: '-q QUERY --tag NAME [--remove]',
  summary: 'Gives all alerts that match a tag, or takes it.',
  options: { query: { type: 'string', short: 'q' }, tag: { type: 'string' }, remove: { type: 'boolean' } },
  run: async (shell, given) => {
    const { system, domains } = await shell.open();
    const count = await domains.tagAlerts(
      system,
      required(given, 'query'),
      required(given, 'tag'),
      given.options.remove === true,
    );
    shell.say({ count });
  },
};

const eventsLoad: Verb = {
  name: 'events load',
  usage: 'FILE.ndjson --index NAME',
  summary: 'Puts documents, one JSON object a line, into the event store.',
  options: { index: { type: 'string' } },
  run: async (shell, given) => {
    const file = word(given, 0, 'The file');
    const index = required(given, 'index');
    const { system, domains } = await shell.open();
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    shell.say({ ...(await domains.loadEvents(system, lines, index)) });
  },
};

const demoVerb: Verb = {
  name: 'demo',
  usage: 'load | remove | live',
  summary: 'Loads the demo customers, removes them, or keeps events coming until Ctrl-C.',
  options: {},
  run: async (shell, given) => {
    const what = oneOf(word(given, 0, 'load, remove or live'), ['load', 'remove', 'live'], 'The word after demo');
    const { system, domains } = await shell.open();
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    const result = await domains.demo(system, what, stop.signal, (line) => shell.say({ progress: line }, line));
    shell.say({ ...result });
  },
};

export const dataVerbs = [connect, sync, list('alerts'), alertsTag, list('findings'), eventsLoad, demoVerb];

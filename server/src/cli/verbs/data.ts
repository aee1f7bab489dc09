import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { TlsTrust } from '@watchfloor/contract';
import { playLive } from '../../demo/live.ts';
import { loadDemo, removeDemo } from '../../demo/load.ts';
import { syncAgentsNow } from '../../domains/agents/index.ts';
import { listAlerts, syncAlerts } from '../../domains/incidents/index.ts';
import { connectFromCli } from '../../domains/integrations/index.ts';
import { listFindings, moveFindings, syncFindingsNow } from '../../domains/vulnerabilities/index.ts';
import { Failure } from '../../lib/failure.ts';
import { loadEvents } from '../load-events.ts';
import type { Opened } from '../open.ts';
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
  words: 1,
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
    const result = await connectFromCli(
      system,
      domains.integrations,
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

type Counts = Record<string, number>;

/** What each kind of sync runs and which of its counts people read. */
const syncs: Record<
  'alerts' | 'findings' | 'agents',
  (opened: Opened) => Promise<{ counts: Counts; errors: readonly string[] }>
> = {
  alerts: async ({ system, domains }) => {
    const { errors, ...counts } = await syncAlerts(system, { openConnection: domains.vault.openConnection });
    return { counts, errors };
  },
  findings: async ({ system, domains }) => {
    const { errors, ...counts } = await syncFindingsNow(system, { openConnection: domains.vault.openConnection });
    return { counts, errors };
  },
  agents: async ({ system, domains }) => {
    const { openConnection } = domains.vault;
    const { sources, agents, errors } = await syncAgentsNow(system, { openConnection, onMove: moveFindings });
    return { counts: { sources, read: agents }, errors };
  },
};

const sync: Verb = {
  name: 'sync',
  usage: 'alerts|findings|agents',
  summary: 'Reads all sources of a kind once, waits, and prints the counts.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const what = oneOf(word(given, 0, 'alerts, findings or agents'), ['alerts', 'findings', 'agents'], 'What to sync');
    const { counts, errors } = await syncs[what](await shell.open());
    shell.say(counts);
    for (const error of errors) shell.say({ error }, `FAIL  ${error}`);
    if (errors.length > 0)
      throw new Failure(
        'connection.refused',
        `${errors.length} of the sources could not be read to the end; nothing was skipped.`,
      );
  },
};

const limitOf = (text: string | undefined) => {
  const limit = Number(text ?? '50');
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit is a whole number from 1.');
  return limit;
};

const alertsList: Verb = {
  name: 'alerts list',
  usage: '[-q QUERY] [--limit N]',
  summary: 'Lists alerts that match, in the order of the screen.',
  words: 0,
  options: { query: { type: 'string', short: 'q' }, limit: { type: 'string' } },
  run: async (shell, given) => {
    const { system } = await shell.open();
    const q = optional(given, 'query') ?? '';
    const rows = pages(limitOf(optional(given, 'limit')), (limit, cursor) =>
      listAlerts(system, { q, sort: 'severity', limit, cursor }),
    );
    for await (const row of rows)
      shell.say(
        row,
        `${row.number.padEnd(12)} ${row.severity.padEnd(8)} ${row.status.padEnd(11)} ${row.lastSeenAt}  ${row.title}  ${row.assetName ?? ''} ×${row.eventCount}`,
      );
  },
};

const findingsList: Verb = {
  name: 'findings list',
  usage: '[-q QUERY] [--limit N]',
  summary: 'Lists findings that match, by live priority.',
  words: 0,
  options: { query: { type: 'string', short: 'q' }, limit: { type: 'string' } },
  run: async (shell, given) => {
    const { system } = await shell.open();
    const q = optional(given, 'query') ?? '';
    const rows = pages(limitOf(optional(given, 'limit')), (limit, cursor) =>
      listFindings(system, { q, limit, cursor }),
    );
    for await (const row of rows)
      shell.say(
        row,
        `${row.number.padEnd(14)} ${String(row.priority).padStart(5)}  ${row.cveId.padEnd(16)} ${(row.severity ?? 'unknown').padEnd(8)} ${row.status.padEnd(12)} ${row.asset.name}  ${row.packageName} ${row.installedVersion ?? ''}${row.fixedVersion ? ` → ${row.fixedVersion}` : ''}`,
      );
  },
};

/** Rows over as many pages as the limit needs. */
async function* pages<T>(
  limit: number,
  ask: (limit: number, cursor: string | undefined) => Promise<{ items: T[]; nextCursor: string | null }>,
): AsyncIterable<T> {
  let cursor: string | undefined;
  for (let left = limit; left > 0; ) {
    const page = await ask(Math.min(200, left), cursor);
    yield* page.items;
    left -= page.items.length;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

const eventsLoad: Verb = {
  name: 'events load',
  usage: 'FILE.ndjson --index NAME',
  summary: 'Puts documents, one JSON object a line, into the event store.',
  words: 1,
  options: { index: { type: 'string' } },
  run: async (shell, given) => {
    const file = word(given, 0, 'The file');
    const index = required(given, 'index');
    await access(file).catch(() => Promise.reject(new UsageError(`The file ${file} cannot be read.`)));
    const { domains } = await shell.open();
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    const counts = await loadEvents(domains.events, lines, index, shell.now());
    shell.say(counts);
    if (counts.read > 0 && counts.created + counts.exists === 0)
      throw new Failure(
        'request.invalid',
        `None of the ${counts.read} lines is kept. ${counts.reason ?? 'They are not JSON objects.'}`,
      );
  },
};

const demo: Verb = {
  name: 'demo',
  usage: 'load | remove | live',
  summary: 'Loads the demo customers, removes them, or keeps events coming until Ctrl-C.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const what = oneOf(word(given, 0, 'load, remove or live'), ['load', 'remove', 'live'], 'The word after demo');
    const { system, domains } = await shell.open();
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    if (what === 'remove') return shell.say(await removeDemo(system));
    if (what === 'live')
      return shell.say(await playLive(system, domains.demo, stop.signal, (line) => shell.say({ event: line }, line)));
    const tell = async (phase: string, percent: number) => {
      if (percent % 10 === 0) shell.say({ phase, percent }, `${String(percent).padStart(3)} %  ${phase}`);
    };
    const counts = await loadDemo(system, domains.demo, tell, stop.signal);
    shell.say(counts ?? { loaded: false }, counts ? undefined : 'The demo is loaded already.');
  },
};

export const dataVerbs = [connect, sync, alertsList, findingsList, eventsLoad, demo];

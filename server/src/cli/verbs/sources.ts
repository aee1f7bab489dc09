import { createConnection, type ProbeStep, TlsTrust } from '@watchfloor/contract';
import { syncAgentsNow } from '../../domains/agents/index.ts';
import { syncAlerts } from '../../domains/incidents/index.ts';
import { connectFromCli } from '../../domains/integrations/index.ts';
import { moveFindings, syncFindingsNow } from '../../domains/vulnerabilities/index.ts';
import { Failure } from '../../lib/failure.ts';
import type { Opened } from '../open.ts';
import { oneOf, optional, passwordOf, required, textOf, UsageError, type Verb, within } from '../verb.ts';

async function trustFrom(ca: string | undefined, pin: string | undefined): Promise<TlsTrust> {
  if (ca !== undefined && pin !== undefined) throw new UsageError('Give --ca or --pin, not both.');
  if (ca !== undefined) return within(TlsTrust, { verify: 'ca', ca: await textOf(ca) }, '--ca');
  if (pin !== undefined) return within(TlsTrust, { verify: 'pin', fingerprint: pin }, '--pin');
  return { verify: 'system' };
}

const marks = { passed: 'ok  ', failed: 'FAIL', skipped: '--  ' } as const;

function lineOf(step: ProbeStep): string {
  const line = `${marks[step.state]}  ${step.title} (${Math.round(step.durationMs)} ms)  ${step.evidence}`;
  const remedies = [step.remedy, step.fingerprint && `To trust this certificate: --pin ${step.fingerprint}`];
  return [line, ...remedies.filter(Boolean).map((remedy) => `      ${remedy}`)].join('\n');
}

const { url: Url, since: Since, minLevel: MinLevel, name: Name } = createConnection.body.shape;

const connect: Verb = {
  name: 'connect',
  usage:
    'wazuh-indexer|wazuh-manager --url URL --user NAME --password-file FILE [--ca FILE|--pin SHA256] [--name NAME] [--customer CODE] [--since 24h|all] [--min-level 7] [--dry-run]',
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
    const kind = oneOf(given.words[0], ['wazuh-indexer', 'wazuh-manager'], 'The product');
    const minLevel = optional(given, 'min-level');
    const wish = {
      kind,
      url: within(Url.unwrap(), required(given, 'url'), '--url'),
      since: within(Since, optional(given, 'since'), '--since'),
      minLevel: within(MinLevel, minLevel === undefined ? undefined : Number(minLevel), '--min-level'),
      user: required(given, 'user'),
      password: await passwordOf(given),
      tls: await trustFrom(optional(given, 'ca'), optional(given, 'pin')),
      name: within(Name, optional(given, 'name'), '--name'),
      customerCode: optional(given, 'customer'),
      isDryRun: given.options['dry-run'] === true,
    };
    const { system, domains } = await shell.open();
    const result = await connectFromCli(system, domains.integrations, wish, (step) =>
      shell.say({ ...step }, lineOf(step)),
    );
    if (!result.isOk && result.connectionId === null)
      throw new Failure('connection.refused', 'Not connected: the step marked FAIL says what to change.');
    shell.say(
      { ...result },
      result.connectionId === null ? 'Nothing was saved (dry run).' : `Connected as ${result.name}.`,
    );
  },
};

type Synced = { counts: Record<string, number>; errors: readonly string[] };

/** What each kind of sync runs and which of its counts people read. */
const syncs = {
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
} satisfies Record<string, (opened: Opened) => Promise<Synced>>;

const sync: Verb = {
  name: 'sync',
  usage: 'alerts|findings|agents',
  summary: 'Reads all sources of a kind once, waits, and prints the counts.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const kind = oneOf(given.words[0], ['alerts', 'findings', 'agents'], 'What to sync');
    const { counts, errors }: Synced = await syncs[kind](await shell.open());
    shell.say(counts);
    for (const error of errors) shell.say({ error }, `FAIL  ${error}`);
    if (errors.length > 0)
      throw new Failure(
        'connection.refused',
        `${errors.length} of the sources could not be read to the end; nothing was skipped.`,
      );
  },
};

/** Verbs for what is read from Wazuh. */
export const sourceVerbs: readonly Verb[] = [connect, sync];

import type { Clock } from '../../lib/clock.ts';
import type { Failure } from '../../lib/failure.ts';
import type { ProbeOptions } from '../capabilities.ts';
import { compareClocks } from '../probe/clock.ts';
import { probeNetwork } from '../probe/network.ts';
import { nameLogin, type ProbeStep, runStep, type StepId, skipStep } from '../probe/step.ts';
import type { Upstream } from '../upstream.ts';
import { describeHealth, describeIndexer, readLogin } from './describe.ts';
import { type AlertFigures, measureAlerts, measureFindings, readSample } from './preview.ts';
import { showRole } from './role.ts';
import type { Indexer } from './search.ts';

/** What one step saw and a later one needs. */
type Found = { figures?: AlertFigures };

export type Patterns = { alerts: string; states: string };

const titles = {
  login: 'Login',
  version: 'Wazuh indexer',
  alerts: 'May read alerts',
  states: 'May read vulnerability states',
  sample: 'Sample of five events',
  clock: 'Clock difference',
} as const satisfies Partial<Record<StepId, string>>;

/** Checks a connection a step at a time, each only reading; later steps are skipped where an earlier one makes them pointless. */
export async function* probeIndexer(
  upstream: Upstream,
  indexer: Indexer,
  patterns: Patterns,
  clock: Clock,
  options: ProbeOptions,
): AsyncGenerator<ProbeStep> {
  const { signal } = options;
  const minLevel = options.minLevel ?? 7;
  // The whole role at each step: the request replaces a role of the same name, so one per pattern would undo the other.
  const role = showRole([patterns.alerts, patterns.states]);
  const skipFrom = function* (id: keyof typeof titles): Generator<ProbeStep> {
    const ids: (keyof typeof titles)[] = ['login', 'version', 'alerts', 'states', 'sample', 'clock'];
    for (const later of ids.slice(ids.indexOf(id))) yield skipStep(later, titles[later]);
  };

  if (!(yield* probeNetwork(upstream.target))) return yield* skipFrom('login');

  const login = await runStep(
    'login',
    titles.login,
    async () => {
      const found = await readLogin(indexer, signal);
      if (found === null) return { evidence: 'this indexer asks for no login' };
      const roles = found.roles.filter((role) => role !== 'own_index');
      return { evidence: `${found.name}, roles: ${roles.length === 0 ? 'none' : roles.join(', ')}` };
    },
    nameLogin,
  );
  yield login;
  if (login.state !== 'passed') return yield* skipFrom('version');

  const version = await probeVersion(indexer, role, signal);
  yield version;
  // A missing right to see the version says nothing about the data; another product does.
  if (version.state === 'failed' && version.data?.role === undefined) return yield* skipFrom('alerts');

  const found: Found = {};
  const alerts = await probeAlerts(indexer, patterns.alerts, role, minLevel, clock, found, signal);
  yield alerts;
  yield await probeStates(indexer, patterns.states, role, signal);
  if (alerts.state !== 'passed') return yield* skipFrom('sample');

  yield await runStep('sample', titles.sample, async () => {
    const sample = await readSample(indexer, patterns.alerts, minLevel, signal);
    return { evidence: `${sample.length} read at level ${minLevel} and more`, data: { sample } };
  });
  yield compareClocks(found.figures?.now ?? null, clock.now(), 'the indexer');
}

async function probeVersion(indexer: Indexer, role: string, signal: AbortSignal | undefined): Promise<ProbeStep> {
  return runStep(
    'version',
    titles.version,
    async () => {
      const facts = await describeIndexer(indexer, signal);
      const health = await describeHealth(indexer, signal);
      const number = facts.isOverridden
        ? 'reports 7.10.2 for old clients, its own version is hidden'
        : (facts.version ?? '');
      return {
        evidence: [`${facts.product} ${number}`, `cluster ${facts.instance}`, health]
          .filter((part) => part !== null)
          .join(', '),
        data: {
          version: {
            product: facts.product,
            number: facts.isOverridden ? null : facts.version,
            instance: facts.instance,
          },
        },
      };
    },
    (failure) => missingRight(failure, 'May not see the version', 'cluster:monitor/main', null, role),
  );
}

async function probeAlerts(
  indexer: Indexer,
  pattern: string,
  role: string,
  minLevel: number,
  clock: Clock,
  found: Found,
  signal: AbortSignal | undefined,
): Promise<ProbeStep> {
  return runStep(
    'alerts',
    titles.alerts,
    async () => {
      const figures = await measureAlerts(indexer, pattern, minLevel, signal);
      found.figures = figures;
      const { now: _now, ...volume } = figures;
      if (volume.indices === 0 && volume.total === 0) {
        return {
          title: 'No alerts found',
          state: 'failed',
          evidence: `${pattern}: no index, or none that this login may see`,
          remedy: 'Check that Wazuh writes its alerts into this indexer, or give the pattern that it writes to.',
          data: { volume, role },
        };
      }
      const age = volume.newestAt === null ? 'no time in them' : `newest ${showAge(volume.newestAt, clock)}`;
      const amount = `about ${count(volume.perDay)} a day at level ${minLevel} and more`;
      return {
        evidence: `${pattern}: ${count(volume.indices)} days, ${count(volume.total)} events, ${age}, ${amount}`,
        data: { volume },
      };
    },
    (failure) => missingRight(failure, 'May not read alerts', 'indices:data/read/search', pattern, role),
  );
}

async function probeStates(
  indexer: Indexer,
  pattern: string,
  role: string,
  signal: AbortSignal | undefined,
): Promise<ProbeStep> {
  return runStep(
    'states',
    titles.states,
    async () => {
      const findings = await measureFindings(indexer, pattern, signal);
      if (findings === null || findings === undefined) {
        return {
          title: 'No vulnerability states found',
          state: 'skipped',
          evidence: `${pattern}: no index, or none that this login may see. Wazuh writes it from 4.8 on with vulnerability detection`,
          data: { role },
        };
      }
      const { documents, agents } = findings;
      return { evidence: `${pattern}: ${count(documents)} findings of ${count(agents)} agents`, data: { findings } };
    },
    (failure) => missingRight(failure, 'May not read vulnerability states', 'indices:data/read/search', pattern, role),
  );
}

/** A right that is missing names the right, the pattern and the role that would give it. */
function missingRight(failure: Failure, title: string, right: string, pattern: string | null, role: string) {
  if (failure.code !== 'connection.forbidden') return { title: title.replace('May not', 'Could not') };
  return {
    title,
    evidence: `${pattern === null ? 'The version' : pattern}: refused (${right})`,
    remedy:
      pattern === null
        ? `Give the role of this login the cluster permission ${right}.`
        : `Give a role of this login "read" on this pattern, or save without it.`,
    data: { role },
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

function showAge(at: string, clock: Clock): string {
  const seconds = Math.round((clock.now().getTime() - Date.parse(at)) / 1000);
  if (seconds < 0) return 'in the future';
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h ago` : `${count(Math.round(seconds / 86_400))} days ago`;
}

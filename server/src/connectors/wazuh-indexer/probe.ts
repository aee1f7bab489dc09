import type { Clock } from '../../lib/clock.ts';
import type { Failure } from '../../lib/failure.ts';
import type { ProbeOptions } from '../capabilities.ts';
import { compareClocks } from '../probe/clock.ts';
import { probeNetwork } from '../probe/network.ts';
import { nameLogin, type ProbeStep, runStep, type StepId, skipFrom } from '../probe/step.ts';
import type { Upstream } from '../upstream.ts';
import { describeHealth, describeIndexer, readLogin } from './describe.ts';
import { measureAlerts, measureFindings, readSample } from './preview.ts';
import { showRole } from './role.ts';
import type { Indexer } from './search.ts';

export type Patterns = { alerts: string; states: string };

const titles = {
  login: 'Login',
  version: 'Wazuh indexer',
  alerts: 'May read alerts',
  states: 'May read vulnerability states',
  sample: 'Sample of five events',
  clock: 'Clock difference',
} as const satisfies Partial<Record<StepId, string>>;

/** What the steps of one probe share. */
type Probe = {
  indexer: Indexer;
  patterns: Patterns;
  /** The request that makes the least role, whole: one for a single pattern would replace the other's. */
  role: string;
  minLevel: number;
  clock: Clock;
  signal: AbortSignal | undefined;
};

/** Checks a connection a step at a time, each only reading; later steps are skipped where an earlier one makes them pointless. */
export async function* probeIndexer(
  upstream: Upstream,
  indexer: Indexer,
  patterns: Patterns,
  clock: Clock,
  options: ProbeOptions,
): AsyncGenerator<ProbeStep> {
  const role = showRole([patterns.alerts, patterns.states]);
  const probe: Probe = { indexer, patterns, role, minLevel: options.minLevel ?? 7, clock, signal: options.signal };

  if (!(yield* probeNetwork(upstream.target))) return yield* skipFrom(titles, 'login');

  const login = await probeLogin(probe);
  yield login;
  if (login.state !== 'passed') return yield* skipFrom(titles, 'version');

  const version = await probeVersion(probe);
  yield version;
  // A missing right to see the version says nothing about the data; another product does.
  if (version.state === 'failed' && version.data?.role === undefined) return yield* skipFrom(titles, 'alerts');

  const { step: alerts, now } = await probeAlerts(probe);
  yield alerts;
  yield await probeStates(probe);
  if (alerts.state !== 'passed') return yield* skipFrom(titles, 'sample');

  yield await probeSample(probe);
  yield compareClocks(now, clock.now(), 'the indexer');
}

function probeLogin({ indexer, signal }: Probe): Promise<ProbeStep> {
  return runStep(
    'login',
    titles.login,
    async () => {
      const login = await readLogin(indexer, signal);
      if (login === null) return { evidence: 'this indexer asks for no login' };
      // Every login has it.
      const roles = login.roles.filter((role) => role !== 'own_index');
      return { evidence: `${login.name}, roles: ${roles.join(', ') || 'none'}` };
    },
    nameLogin,
  );
}

function probeVersion({ indexer, role, signal }: Probe): Promise<ProbeStep> {
  return runStep(
    'version',
    titles.version,
    async () => {
      const { product, version, instance, isOverridden } = await describeIndexer(indexer, signal);
      const health = await describeHealth(indexer, signal);
      const number = isOverridden ? 'reports 7.10.2 for old clients, its own version is hidden' : (version ?? '');
      return {
        evidence: [`${product} ${number}`, `cluster ${instance}`, health].filter((part) => part !== null).join(', '),
        data: { version: { product, number: isOverridden ? null : version, instance } },
      };
    },
    (failure) => missingRight(failure, 'May not see the version', 'cluster:monitor/main', null, role),
  );
}

/** @returns the step, and the indexer's own time, which its figures tell; `null` when they do not. */
async function probeAlerts(probe: Probe): Promise<{ step: ProbeStep; now: Date | null }> {
  const { indexer, role, minLevel, clock, signal } = probe;
  const pattern = probe.patterns.alerts;
  let now: Date | null = null;
  const step = await runStep(
    'alerts',
    titles.alerts,
    async () => {
      const { now: theirs, ...volume } = await measureAlerts(indexer, pattern, minLevel, signal);
      now = theirs;
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
  return { step, now };
}

function probeStates({ indexer, patterns, role, signal }: Probe): Promise<ProbeStep> {
  const pattern = patterns.states;
  return runStep(
    'states',
    titles.states,
    async () => {
      const findings = await measureFindings(indexer, pattern, signal);
      if (findings === null) {
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

function probeSample({ indexer, patterns, minLevel, signal }: Probe): Promise<ProbeStep> {
  return runStep('sample', titles.sample, async () => {
    const sample = await readSample(indexer, patterns.alerts, minLevel, signal);
    return { evidence: `${sample.length} read at level ${minLevel} and more`, data: { sample } };
  });
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

import type { Clock } from '../../lib/clock.ts';
import type { Failure } from '../../lib/failure.ts';
import type { ProbeOptions } from '../capabilities.ts';
import { compareClocks } from '../probe/clock.ts';
import { probeNetwork } from '../probe/network.ts';
import { nameLogin, type ProbeStep, runStep, skipFrom } from '../probe/step.ts';
import type { Upstream } from '../upstream.ts';
import { describeManager } from './agents.ts';
import type { Manager } from './session.ts';
import { AgentsSummary } from './wire.ts';

const titles = {
  login: 'Login',
  version: 'Wazuh manager',
  agents: 'May read agents',
  clock: 'Clock difference',
} as const;

/** The roles that a manager brings along and that are enough; also in docs/connectors/wazuh-manager.md. */
const leastRoles = 'agents_readonly and cluster_readonly';

/** Checks a manager a step at a time, each only reading. */
export async function* probeManager(
  upstream: Upstream,
  manager: Manager,
  user: string,
  clock: Clock,
  options: ProbeOptions,
): AsyncGenerator<ProbeStep> {
  const { signal } = options;
  if (!(yield* probeNetwork(upstream.target))) return yield* skipFrom(titles, 'login');

  const login = await runStep(
    'login',
    titles.login,
    async () => {
      const endsAt = await manager.login(signal);
      const minutes = Math.round((endsAt.getTime() - clock.now().getTime()) / 60_000);
      return { evidence: `${user}, token for ${minutes} min` };
    },
    nameLogin,
  );
  yield login;
  if (login.state !== 'passed') return yield* skipFrom(titles, 'version');

  let now: Date | null = null;
  const version = await runStep(
    'version',
    titles.version,
    async () => {
      const facts = await describeManager(manager, signal);
      now = facts.now;
      const { product, version: number, instance } = facts;
      const title = number === null ? titles.version : `Wazuh ${number.split('.').slice(0, 2).join('.')} manager`;
      return {
        title,
        evidence: [`${product} ${number}`, ...(instance === null ? [] : [`instance ${instance}`])].join(', '),
        data: { version: { product, number, instance } },
      };
    },
    (failure) => missingRight(failure, 'May not read the cluster', 'cluster:read and cluster:status'),
  );
  yield version;
  if (version.state === 'failed' && version.data?.role === undefined) return yield* skipFrom(titles, 'agents');

  yield await runStep(
    'agents',
    titles.agents,
    async () => {
      const { data } = await manager.ask({ method: 'GET', path: '/agents/summary/status', signal }, AgentsSummary);
      const { total, active } = data.connection;
      return {
        evidence: `${total.toLocaleString('en-US')} agents, ${active.toLocaleString('en-US')} active`,
        data: { agents: { total, active } },
      };
    },
    (failure) => missingRight(failure, 'May not read agents', 'agent:read'),
  );
  yield compareClocks(now, clock.now(), 'the manager');
}

/** A right that is missing names the right and the roles that would give it; another failure speaks for itself. */
function missingRight(failure: Failure, title: string, right: string) {
  if (failure.code !== 'connection.forbidden') return {};
  return {
    title,
    evidence: `refused (${right})`,
    remedy: `Give the user of this connection the roles ${leastRoles}.`,
    data: { role: leastRoles },
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Certificate } from '../certificate.ts';
import { type Listening, listen } from '../listen.ts';
import { type LabAgent, makeLab } from './lab.ts';
import { queryAgents } from './query.ts';

/** Turns of a manager that tests play with while it runs. */
export type ManagerState = {
  fleet: LabAgent[];
  user: string;
  password: string;
  /** Name of the cluster, or `null` for a manager that stands alone. */
  cluster: string | null;
  tokenLifeS: number;
  /** Paths that this login may not ask. */
  forbidden: string[];
  /** Refuses this address after too many wrong logins. */
  isBlocked: boolean;
  /** Answers each request for agents with this instead of the truth. */
  agentsAnswer: { status: number; body: unknown } | null;
  now: () => Date;
  seen: { method: string; path: string }[];
};

export type ManagerEmulator = Listening & {
  state: ManagerState;
  /** Makes every token given out so far invalid, as a change of the security settings does. */
  revokeTokens(): void;
};

type Reply = { status: number; body: unknown; type?: string };

const problem = (status: number, title: string, detail: string, more: object = {}): Reply => ({
  status,
  body: { title, detail, ...more },
  type: 'application/problem+json',
});

/** The manager's API as far as we ask it: login with tokens that end, agents, cluster and version. */
export async function startManagerEmulator(
  changes: Partial<ManagerState> = {},
  certificate?: Certificate,
): Promise<ManagerEmulator> {
  const state: ManagerState = {
    fleet: makeLab(),
    user: 'wf-reader',
    password: 'manager-password',
    cluster: 'wazuh-cluster',
    tokenLifeS: 900,
    forbidden: [],
    isBlocked: false,
    agentsAnswer: null,
    now: () => new Date(),
    seen: [],
    ...changes,
  };
  const tokens = new Map<string, number>();
  const server = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://manager');
    state.seen.push({ method: request.method ?? '', path: url.pathname });
    send(response, answer(state, tokens, request, url));
  }, certificate);
  return { ...server, state, revokeTokens: () => tokens.clear() };
}

function answer(state: ManagerState, tokens: Map<string, number>, request: IncomingMessage, url: URL): Reply {
  const authorization = request.headers.authorization ?? '';
  if (url.pathname === '/security/user/authenticate') return logIn(state, tokens, authorization, url);
  const endsAt = tokens.get(authorization.replace(/^Bearer /, ''));
  if (authorization === '') return problem(401, 'Unauthorized', 'No authorization token provided');
  if (endsAt === undefined || endsAt <= state.now().getTime()) return problem(401, 'Unauthorized', 'Invalid token');
  if (state.forbidden.includes(url.pathname)) {
    return problem(403, 'Permission Denied', 'Permission denied: Resource type: *:*', {
      error: 4000,
      remediation: 'Ask for the right.',
    });
  }
  return ask(state, url);
}

function logIn(state: ManagerState, tokens: Map<string, number>, authorization: string, url: URL): Reply {
  if (state.isBlocked) return problem(403, 'Permission Denied', 'Limit of login attempts reached', { error: 6000 });
  const expected = `Basic ${Buffer.from(`${state.user}:${state.password}`).toString('base64')}`;
  if (authorization !== expected) return problem(401, 'Unauthorized', 'Invalid credentials');
  const exp = Math.floor(state.now().getTime() / 1000) + state.tokenLifeS;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'ES512' })}.${part({ sub: state.user, exp, jti: tokens.size + Math.random() })}.c2lnbmVk`;
  tokens.set(token, exp * 1000);
  return url.searchParams.get('raw') === 'true'
    ? { status: 200, body: token, type: 'text/plain' }
    : { status: 200, body: { data: { token }, error: 0 } };
}

function ask(state: ManagerState, url: URL): Reply {
  const list = (items: object[], message: string): Reply => ({
    status: 200,
    body: {
      data: { affected_items: items, total_affected_items: items.length, total_failed_items: 0, failed_items: [] },
      message,
      error: 0,
    },
  });
  switch (url.pathname) {
    case '/':
      return { status: 200, body: { data: info(state), error: 0 } };
    case '/cluster/status': {
      const enabled = state.cluster === null ? 'no' : 'yes';
      return { status: 200, body: { data: { enabled, running: enabled }, error: 0 } };
    }
    case '/cluster/local/info':
      return list(
        [{ node: 'master-node', cluster: state.cluster ?? 'wazuh', type: 'master' }],
        'All selected information was returned',
      );
    case '/agents': {
      if (state.agentsAnswer !== null) return state.agentsAnswer;
      const found = queryAgents(state.fleet, url.searchParams);
      return 'status' in found ? { ...found, type: 'application/problem+json' } : { status: 200, body: found };
    }
    case '/agents/summary/status':
      return { status: 200, body: { data: summarize(state.fleet), error: 0 } };
    default:
      return problem(404, 'Not Found', 'The requested URL was not found on the server.');
  }
}

const info = (state: ManagerState): object => ({
  title: 'Wazuh API REST',
  api_version: '4.14.7',
  revision: 'rc1',
  license_name: 'GPL 2.0',
  license_url: 'https://github.com/wazuh/wazuh/blob/v4.14.7/LICENSE',
  hostname: 'wazuh-master',
  timestamp: `${state.now().toISOString().slice(0, 19)}Z`,
});

/** The manager itself, agent 000, is not counted. */
function summarize(fleet: readonly LabAgent[]): object {
  const agents = fleet.filter((agent) => agent.id !== '000');
  const count = (status: LabAgent['status']): number => agents.filter((agent) => agent.status === status).length;
  const synced = agents.filter((agent) => agent.group_config_status === 'synced' && agent.status === 'active').length;
  return {
    connection: {
      active: count('active'),
      disconnected: count('disconnected'),
      never_connected: count('never_connected'),
      pending: count('pending'),
      total: agents.length,
    },
    configuration: { synced, not_synced: agents.length - synced, total: agents.length },
  };
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'content-type': reply.type ?? 'application/json' });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
}

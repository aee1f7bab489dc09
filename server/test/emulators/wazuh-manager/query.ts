import type { LabAgent } from './lab.ts';

/** A refusal as the API words it: plain problems of a parameter have no number. */
export type Refusal = { status: number; body: { title: string; detail: string; error?: number; remediation?: string } };

export type AgentsAnswer = {
  data: {
    affected_items: Record<string, unknown>[];
    total_affected_items: number;
    total_failed_items: number;
    failed_items: { id: string[]; error: { code: number; message: string; remediation: string } }[];
  };
  message: string;
  error: number;
};

const fields = [
  ...['id', 'name', 'ip', 'registerIP', 'status', 'status_code', 'version', 'manager', 'node_name', 'group', 'dateAdd'],
  ...['lastKeepAlive', 'disconnection_time', 'mergedSum', 'configSum', 'group_config_status'],
  ...['os.name', 'os.version', 'os.platform', 'os.major', 'os.minor', 'os.arch', 'os.uname', 'os.codename'],
];
const statuses = ['active', 'pending', 'never_connected', 'disconnected'];

const invalid = (detail: string): Refusal => ({ status: 400, body: { title: 'Bad Request', detail } });
const refused = (error: number, detail: string): Refusal => ({
  status: 400,
  body: { title: 'Bad Request', detail, remediation: 'Check the parameters.', error },
});

/** Looks a dotted field up. */
function read(agent: LabAgent, field: string): unknown {
  let value: unknown = agent;
  for (const part of field.split('.')) {
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([name]) => name === part)?.[1]
        : undefined;
  }
  return value;
}

/** Answers `GET /agents` for the parameters that it knows: offset, limit, sort, select, search, status, agents_list, name, version. */
export function queryAgents(fleet: readonly LabAgent[], query: URLSearchParams): AgentsAnswer | Refusal {
  const numbers = readNumbers(query);
  if ('status' in numbers) return numbers;
  const select = query.get('select')?.split(',') ?? null;
  const sort = query.get('sort')?.split(',') ?? [];
  const problem = findProblem(query, select, sort);
  if (problem !== null) return problem;

  const wanted = query.get('agents_list')?.split(',') ?? null;
  const missing = wanted?.filter((id) => !fleet.some((agent) => agent.id === id)) ?? [];
  const found = fleet.filter((agent) => matches(agent, query, wanted));
  const sorted = found.toSorted((left, right) => compare(left, right, sort));
  const items = sorted.slice(numbers.offset, numbers.offset + numbers.limit).map((agent) => pick(agent, select));
  const error = missing.length === 0 ? 0 : found.length === 0 ? 1 : 2;
  return {
    data: {
      affected_items: items,
      total_affected_items: found.length,
      total_failed_items: missing.length,
      failed_items:
        missing.length === 0
          ? []
          : [{ id: missing, error: { code: 1701, message: 'Agent does not exist', remediation: 'Check the id.' } }],
    },
    message:
      error === 0 ? 'All selected agents information was returned' : 'Some or no agents information was returned',
    error,
  };
}

function readNumbers(query: URLSearchParams): { offset: number; limit: number } | Refusal {
  const offset = query.get('offset') ?? '0';
  const limit = query.get('limit') ?? '500';
  if (!/^\d+$/.test(offset)) return invalid(`'${offset}' is not an integer of 0 and more. Failed validating offset.`);
  if (!/^\d+$/.test(limit) || limit === '0')
    return invalid(`'${limit}' is not an integer of 1 and more. Failed validating limit.`);
  if (Number(limit) > 100_000) return refused(1405, 'Specified limit exceeds maximum allowed.');
  if (Number(offset) > Number.MAX_SAFE_INTEGER) return refused(2003, 'Error in database request.');
  return { offset: Number(offset), limit: Number(limit) };
}

function findProblem(
  query: URLSearchParams,
  select: readonly string[] | null,
  sort: readonly string[],
): Refusal | null {
  for (const name of ['select', 'name', 'version']) {
    const value = query.get(name) ?? '';
    if (value.includes('%'))
      return invalid(`'${value}' has a character that is not allowed. Failed validating ${name}.`);
  }
  const wrong = query
    .get('status')
    ?.split(',')
    .find((status) => !statuses.includes(status.toLowerCase()));
  if (wrong !== undefined) return invalid(`'${wrong}' is not one of the states. Failed validating status.`);
  const ids = query.get('agents_list');
  if (ids !== null && !/^\d{3,}(,\d{3,})*$/.test(ids))
    return invalid(`'${ids}' is no list of ids. Failed validating agents_list.`);
  if (sort.some((field) => !fields.includes(bare(field)))) return refused(1403, 'Not a valid sort field.');
  if (select?.some((field) => !fields.includes(field)) === true) return refused(1724, 'Not a valid select field.');
  return null;
}

const bare = (field: string): string => field.replace(/^[+ -]/, '');

function matches(agent: LabAgent, query: URLSearchParams, wanted: readonly string[] | null): boolean {
  if (wanted !== null && !wanted.includes(agent.id)) return false;
  const states = query.get('status')?.toLowerCase().split(',');
  if (states !== undefined && !states.includes(agent.status)) return false;
  const name = query.get('name');
  if (name !== null && agent.name !== name) return false;
  const version = query.get('version');
  const plain = (text: string): string => text.replace(/^(?:Wazuh )?v?/i, '');
  if (version !== null && plain(agent.version ?? 'none') !== plain(version)) return false;
  const search = query.get('search');
  return search === null || JSON.stringify(agent).includes(search);
}

function compare(left: LabAgent, right: LabAgent, sort: readonly string[]): number {
  // One sign holds for the whole list: "-version,id" sorts both downwards.
  const direction = sort[0]?.startsWith('-') === true ? -1 : 1;
  for (const field of sort) {
    const [one, other] = [left, right].map((agent) => sortKey(read(agent, bare(field))));
    if (one !== other) return (one ?? '') < (other ?? '') ? -direction : direction;
  }
  return left.id < right.id ? -1 : 1;
}

/** Version numbers sort by number; what an agent does not have comes first. */
const sortKey = (value: unknown): string => String(value ?? '').replaceAll(/\d+/g, (digits) => digits.padStart(8, '0'));

/** The id always comes along. */
function pick(agent: LabAgent, select: readonly string[] | null): Record<string, unknown> {
  if (select === null) return { ...agent };
  const chosen: Record<string, unknown> = {};
  for (const field of ['id', ...select]) {
    const value = read(agent, field);
    if (value === undefined) continue;
    const [parent = '', child] = field.split('.');
    if (child === undefined) chosen[parent] = value;
    else chosen[parent] = { ...Object(chosen[parent]), [child]: value };
  }
  return chosen;
}

import type { Route } from '@watchfloor/contract';
import { type OperationKey, routes } from './routes.ts';

export type Asked = {
  name: OperationKey;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  headers: Headers;
};

/** A refusal that an answer may give instead of a reply. */
export class Refusal {
  readonly status: number;
  readonly problem: { code: string; status: number; title: string; detail: string; type: string; errors?: unknown[] };

  constructor(status: number, code: string, detail: string, errors?: unknown[]) {
    this.status = status;
    this.problem = { type: `/errors/${code}`, title: 'Refused.', status, code, detail, ...(errors ? { errors } : {}) };
  }
}

export type Line = { progress: unknown } | { reply: unknown } | { problem: Refusal['problem'] };

/** An answer in lines, of a server that tells what it does; where they end without a reply, the network broke. */
export class Told {
  readonly lines: AsyncIterable<Line>;

  constructor(lines: () => AsyncIterable<Line>) {
    this.lines = lines();
  }
}

/** A reply, or a function of what was asked that gives it. */
type Answer = unknown;
export type Answers = { [K in OperationKey]?: Answer };

const known = Object.entries(routes)
  .map(([name, route]) => ({
    name: name as OperationKey,
    method: route.method,
    pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
    isPlain: !route.path.includes(':'),
  }))
  .sort((a, b) => Number(b.isPlain) - Number(a.isPlain));

/**
 * A `fetch` that answers by operation id. Each reply must have the shape of the contract, so that a screen is not tested
 * against what no server says. What has no answer is refused as a failure of the server.
 */
export function fakeApi(answers: Answers) {
  const asked: Asked[] = [];
  const fetch = async (address: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(address), 'http://watchfloor.test');
    const method = init.method ?? 'GET';
    const found = known.find((route) => route.method === method && route.pattern.test(url.pathname));
    if (!found) return refuse(new Refusal(404, 'route.unknown', `${method} ${url.pathname}`));
    const params = Object.fromEntries(
      Object.entries(found.pattern.exec(url.pathname)?.groups ?? {}).map(([key, value]) => [
        key,
        decodeURIComponent(value),
      ]),
    );
    const one: Asked = {
      name: found.name,
      params,
      query: Object.fromEntries(url.searchParams),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      headers: new Headers(init.headers),
    };
    asked.push(one);
    return reply(found.name, answers[found.name], one, init.signal ?? null);
  };
  return {
    fetch,
    asked,
    /** What was asked of one operation, in order. */
    of: (name: OperationKey): Asked[] => asked.filter((one) => one.name === name),
    /** Changes an answer from now on. */
    answer: (name: OperationKey, answer: Answer) => {
      answers[name] = answer;
    },
  };
}

async function reply(name: OperationKey, answer: Answer, asked: Asked, signal: AbortSignal | null): Promise<Response> {
  if (answer === undefined) return refuse(new Refusal(500, 'internal', `The test gives no answer to ${name}.`));
  const given: unknown = typeof answer === 'function' ? await (answer as (asked: Asked) => unknown)(asked) : answer;
  if (given instanceof Refusal) return refuse(given);
  if (given instanceof Told) return streamed(name, given, signal);
  const route = routes[name];
  if (!('reply' in route)) return new Response(null, { status: 204 });
  const { error } = route.reply.safeParse(given);
  // Told on the screen: a thrown one would look like a silent network and be asked again.
  if (error)
    return refuse(new Refusal(500, 'internal', `The test answers ${name} as no server does: ${error.message}`));
  return Response.json(given);
}

function streamed(name: OperationKey, { lines }: Told, signal: AbortSignal | null): Response {
  const { progress, reply }: Route = routes[name];
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const leave = () => controller.error(new DOMException('gone', 'AbortError'));
      signal?.addEventListener('abort', leave);
      for await (const line of lines) {
        if (signal?.aborted) return;
        if ('progress' in line) progress?.parse(line.progress);
        if ('reply' in line) reply?.parse(line.reply);
        controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson; charset=utf-8' } });
}

const refuse = ({ status, problem }: Refusal) =>
  Response.json(problem, { status, headers: { 'content-type': 'application/problem+json' } });

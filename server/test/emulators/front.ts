import { buffer } from 'node:stream/consumers';
import { request } from 'undici';
import type { Behaviour } from '../../src/connectors/conformance.ts';
import { listen } from './listen.ts';

/** Stands before any emulator and spoils what passes, whatever the product is. */
export async function startFront(target: string) {
  let behaviour: Behaviour = { kind: 'well' };
  const asked: string[] = [];
  const server = await listen((incoming, response) => {
    void buffer(incoming).then(async (body) => {
      const line = `${incoming.method} ${incoming.url?.split('?')[0]}`;
      const before = asked.filter((entry) => entry === line).length;
      asked.push(line);
      if (behaviour.kind === 'silent') return;
      if (behaviour.kind === 'busyOnce' && before === 0) return void response.writeHead(503).end();
      const isLate = behaviour.kind === 'refusingAfter' && asked.length > behaviour.count;
      if (behaviour.kind === 'refusing' || isLate) {
        const words = behaviour.kind === 'refusing' ? behaviour.words : 'no more';
        const refusal = JSON.stringify({ title: 'Bad Request', detail: `unknown: ${words}` });
        return void response.writeHead(400, { 'content-type': 'application/json' }).end(refusal);
      }
      const { host: _host, connection: _connection, ...headers } = incoming.headers;
      const reply = await request(`${target}${incoming.url}`, {
        method: incoming.method === 'POST' ? 'POST' : incoming.method === 'DELETE' ? 'DELETE' : 'GET',
        headers,
        body: body.length === 0 ? null : body,
      });
      const text = await reply.body.text();
      response.writeHead(reply.statusCode, { 'content-type': String(reply.headers['content-type'] ?? '') });
      response.end(behaviour.kind === 'odd' ? addFields(text) : text);
    });
  });
  return {
    ...server,
    behave: (next: Behaviour): void => {
      behaviour = next;
      asked.length = 0;
    },
    asked: (): readonly string[] => asked,
  };
}

/** Puts a field that nobody knows into every object of an answer. */
function addFields(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? { ...value, addedByTheFuture: { deep: [1] } }
        : value,
    );
  } catch {
    // Plain text stays.
    return text;
  }
}

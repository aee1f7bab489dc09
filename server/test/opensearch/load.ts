import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { SearchNode } from './node.ts';

/** A stored document as search answers give it. */
export type Stored = { _index: string; _id: string; _source: Record<string, unknown> };

const shared = join(import.meta.dirname, '..', '..', '..', '..', 'shared');

/** A file of the shared test inputs, or `null` where they are absent; a test then skips with a line. */
export function findShared(path: string): string | null {
  const file = join(shared, path);
  return existsSync(file) ? file : null;
}

/** Sends a request as administrator and returns the parsed answer. @throws Error for any status from 400 on. */
export async function ask(
  node: SearchNode,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: string | object,
) {
  const dispatcher = new Agent(node.ca === undefined ? {} : { connect: { ca: node.ca } });
  const login = node.users?.admin;
  const basic = Buffer.from(`${login?.username}:${login?.password}`).toString('base64');
  try {
    const reply = await request(`${node.url}${path}`, {
      method,
      dispatcher,
      headers: {
        'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
        ...(login === undefined ? {} : { authorization: `Basic ${basic}` }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.body.text();
    if (reply.statusCode >= 400) throw new Error(`${method} ${path}: ${reply.statusCode} ${text.slice(0, 500)}`);
    return JSON.parse(text === '' ? '{}' : text);
  } finally {
    await dispatcher.close();
  }
}

/** Puts the vendor's templates for alerts and vulnerability states from a folder of them. */
export async function putWazuhTemplates(node: SearchNode, folder: string): Promise<void> {
  const read = (name: string): object => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  await ask(node, 'PUT', '/_template/wazuh-alerts', read('wazuh-alerts.json'));
  await ask(node, 'PUT', '/_index_template/wazuh-states-vulnerabilities', read('wazuh-states-vulnerabilities.json'));
}

/** Writes documents in bulks and refreshes; later lines of one id replace earlier ones. Returns how many were refused. */
export async function loadDocuments(node: SearchNode, documents: Iterable<Stored>): Promise<{ refused: number }> {
  let refused = 0;
  let lines: string[] = [];
  const send = async (): Promise<void> => {
    if (lines.length === 0) return;
    const reply = await ask(node, 'POST', '/_bulk?refresh=true', `${lines.join('\n')}\n`);
    refused += reply.items.filter((item: { index: { status: number } }) => item.index.status >= 300).length;
    lines = [];
  };
  for (const { _index, _id, _source } of documents) {
    lines.push(JSON.stringify({ index: { _index, _id } }), JSON.stringify(_source));
    if (lines.length >= 2_000) await send();
  }
  await send();
  return { refused };
}

/** The documents of an ndjson file. */
export function readNdjson(file: string): Stored[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../lib/failure.ts';

const folder = fileURLToPath(new URL('../../../docs/connectors/', import.meta.url));

/** Serves the page of each connector as it was written, to anybody: help has to be there before one may sign in. */
export function serveGuides(app: FastifyInstance): void {
  app.get<{ Params: { page: string } }>('/docs/connectors/:page', async (request, reply) => {
    const { page } = request.params;
    // Nothing but the name of a page, so that no other file can be meant.
    const text = /^[a-z0-9-]+\.md$/.test(page) ? await readFile(join(folder, page), 'utf8').catch(() => null) : null;
    if (text === null) throw new Failure('route.unknown', `There is no page ${page}.`);
    // As plain text: a browser shows it, and would save text/markdown.
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(text);
  });
}

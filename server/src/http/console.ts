import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import compress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../lib/failure.ts';
import { serveGuides } from './guides.ts';

const missingPage = `<!doctype html><html lang="en"><title>Watchfloor</title><p>The console is not built. Run <code>npm run build</code> and reload.</html>`;

/** Serves the built console and the guides it links to; every other address that is no file and no API is a page of it. */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => missingPage);
  await app.register(compress, { threshold: 1_024, encodings: ['br', 'gzip'] });
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      // Built assets carry a hash in their names.
      if (path.includes('/assets/')) reply.header('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  serveGuides(app);
  app.setNotFoundHandler((request) => {
    throw new Failure('route.unknown', `There is no ${request.method} ${request.url.split('?')[0]}.`);
  });
  app.get('/*', (request, reply) => {
    if (request.url.startsWith('/api/') || /\.[a-z0-9]{2,5}$/.test(request.url.split('?')[0] ?? ''))
      throw new Failure('route.unknown', `There is no ${request.url.split('?')[0]}.`);
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  });
}

import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { connectors } from '../connectors/list.ts';
import { serveGuides } from './guides.ts';
import { asFailure } from './problem.ts';

const app = Fastify();
app.setErrorHandler((error, _request, reply) => reply.status(asFailure(error).status).send(asFailure(error).code));
serveGuides(app);
const get = (url: string) => app.inject({ method: 'GET', url });

test.each([...connectors.map((connector) => connector.docs), 'docs/connectors/webhook.md'])(
  'the page %s that a form links to is there, and a browser shows it',
  async (docs) => {
    const { statusCode, headers, body } = await get(`/${docs}`);
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toMatch(/^# /);
  },
);

test('the page of a connector is called by its id, as the console links to it', () => {
  for (const { id, docs } of connectors) expect(docs).toBe(`docs/connectors/${id}.md`);
});

test.each([
  'nothing.md',
  '..%2Farchitecture.md',
  '..%2F..%2Fpackage.json',
  '%2e%2e%2farchitecture.md',
  'webhook.md%00',
  'webhook',
  'WEBHOOK.MD',
])('no other file is served: %s', async (page) => {
  const { statusCode, body } = await get(`/docs/connectors/${page}`);
  expect([statusCode, body]).toEqual([404, 'route.unknown']);
});

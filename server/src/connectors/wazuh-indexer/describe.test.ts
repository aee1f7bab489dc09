import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { RefusedAnswer } from '../upstream/answer.ts';
import { describeHealth, describeIndexer, readLogin } from './describe.ts';
import type { Indexer } from './search.ts';

/** An indexer that gives this one answer, or this failure. */
const answering = (answer: unknown): Indexer => ({
  ask: async (_request, schema) => {
    if (answer instanceof Error) throw answer;
    return schema.parse(answer);
  },
  search: async () => Promise.reject(new Error('not searched here')),
  async *withPit() {},
});
const refused = (status: number, code: ConstructorParameters<typeof Failure>[0] = 'connection.refused') =>
  new Failure(code, `status ${status}`, { cause: new RefusedAnswer(status, '') });

test.each<[object, string, boolean]>([
  [{ number: '2.19.1', distribution: 'opensearch' }, 'OpenSearch', false],
  [{ number: '3.3.0', distribution: 'opensearch', lucene_version: '10' }, 'OpenSearch', false],
  // What a node tells old clients, whatever it is.
  [{ number: '7.10.2' }, 'OpenSearch', true],
  [{ number: '7.10.2', distribution: 'opensearch' }, 'OpenSearch', false],
  [{ number: '7.17.9', build_flavor: 'default' }, 'Elasticsearch', false],
])('a node that states %j is %s, its number hidden: %s', async (version, product, isOverridden) => {
  expect(await describeIndexer(answering({ cluster_name: 'wazuh', version }))).toMatchObject({
    product,
    isOverridden,
    instance: 'wazuh',
  });
});

test('what is no indexer is not described as one', async () => {
  for (const other of [{}, { tagline: 'hello' }, { cluster_name: 'x', version: '2.1' }, 'text'])
    await expect(describeIndexer(answering(other))).rejects.toThrow();
});

test.each([
  [{ status: 'green', number_of_nodes: 1 }, '1 node, green'],
  [{ status: 'yellow', number_of_nodes: 3 }, '3 nodes, yellow'],
])('health %j is told as "%s"', async (health, words) => {
  expect(await describeHealth(answering(health))).toBe(words);
});

test('health that may not be seen is left out; health that cannot be read is not', async () => {
  expect(await describeHealth(answering(refused(403, 'connection.forbidden')))).toBeNull();
  await expect(describeHealth(answering(refused(503, 'connection.unreachable')))).rejects.toThrow('503');
});

test.each<[unknown, Awaited<ReturnType<typeof readLogin>>]>([
  [
    { user_name: 'reader', roles: ['a', 'b'] },
    { name: 'reader', roles: ['a', 'b'] },
  ],
  [{ user_name: null }, { name: 'unknown', roles: [] }],
  // Without the security plugin its address is unknown to the node.
  [refused(400), null],
  [refused(404), null],
])('a login of %j is %j', async (answer, login) => {
  expect(await readLogin(answering(answer))).toEqual(login);
});

test.each([401, 403, 500])('status %i is no "asks for no login"', async (status) => {
  await expect(readLogin(answering(refused(status)))).rejects.toThrow(String(status));
});

import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Route, routes } from './index.ts';

const replies = (Object.values(routes) as readonly Route[]).flatMap((route) =>
  route.reply === undefined ? [] : [[route.operationId, z.toJSONSchema(route.reply, { io: 'output' })] as const],
);

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every schema inside a schema, with the path of properties that leads to it. */
function* walk(schema: unknown, path: readonly string[] = []): Generator<[string, Schema]> {
  if (Array.isArray(schema)) for (const one of schema) yield* walk(one, path);
  if (!isSchema(schema)) return;
  yield [path.join('.'), schema];
  for (const name of ['anyOf', 'oneOf', 'allOf', 'items', 'prefixItems']) yield* walk(schema[name], path);
  for (const name of ['properties', '$defs'])
    for (const [key, part] of Object.entries(Object(schema[name]))) yield* walk(part, [...path, key]);
}

test.each(replies)('the reply of %s lets no field out that it does not declare', (_, schema) => {
  const open = [...walk(schema)].filter(
    ([, part]) => part['properties'] !== undefined && part['additionalProperties'] !== false,
  );
  expect(open.map(([path]) => path)).toEqual([]);
});

test('free contents leave in the few places that are made for them', () => {
  const free = replies.flatMap(([, schema]) =>
    [...walk(schema)]
      .filter(([, part]) => {
        const more = part['additionalProperties'];
        const isRecord = isSchema(more) && Object.keys(more).length === 0;
        const isAnything = Object.keys(part).every((key) => ['description', '$schema', 'id'].includes(key));
        return isRecord || isAnything;
      })
      .map(([path]) => path.split('.').slice(-2).join('.')),
  );
  expect([...new Set(free)].sort()).toEqual([
    // What a connector's form holds, without its secrets; what a job counted; documents of events.
    ...['AlertEvent.body', 'Connection.config', 'JobRun.stats', 'ParkedEvent.body'],
  ]);
});

test('no reply has a place for a secret, but for the two that show one once', () => {
  const named = replies.flatMap(([operationId, schema]) =>
    [...walk(schema)]
      .map(([path]) => path.split('.').at(-1) ?? '')
      .filter((name) => /password|secret$|token|hash|cookie|sealed/i.test(name))
      .map((name) => `${operationId} ${name}`),
  );
  expect([...new Set(named)].sort()).toEqual(['createWebhook secret', 'getSetup isTokenGood', 'rotateWebhook secret']);
});

test('instants end in At, and what ends in At is an instant', () => {
  const isInstant = (schema: Schema): boolean =>
    [schema, ...Object.values(Object(schema['anyOf']))].some(
      (part) => Object(part)['$ref'] === '#/$defs/Instant' || Object(part)['format'] === 'date-time',
    );
  const wrong = replies.flatMap(([operationId, schema]) =>
    [...walk(schema)]
      .flatMap(([, part]) => Object.entries(Object(part['properties']) as Record<string, Schema>))
      .filter(([name, part]) => /(At|^at|^asOf)$/.test(name) !== isInstant(part))
      .map(([name]) => `${operationId} ${name}`),
  );
  expect(wrong).toEqual([]);
});

import { routes } from '@watchfloor/contract';
import fc from 'fast-check';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { jsonOf, parseInput } from './input.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

test('JSON of any kind is read as it was written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes('__proto__'));
      expect(jsonOf(bytes(text))).toEqual(JSON.parse(text));
    }),
  );
});

test('no body is no value', () => {
  expect(jsonOf(Buffer.alloc(0))).toBeUndefined();
  expect(jsonOf(undefined)).toBeUndefined();
});

test.each([
  ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'The body is not valid UTF-8.'],
  ['a lone surrogate half in bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'The body is not valid UTF-8.'],
  ['a broken object', bytes('{"a":'), 'The body is not valid JSON.'],
  ['two values', bytes('{} {}'), 'The body is not valid JSON.'],
  ['a comment', bytes('{"a": 1} // b'), 'The body is not valid JSON.'],
  [
    'a prototype key',
    bytes('{"__proto__": {"isAdmin": true}}'),
    'The body has a key named __proto__, which is not taken.',
  ],
  [
    'a deep prototype key',
    bytes('[{"a": {"__proto__": 1}}]'),
    'The body has a key named __proto__, which is not taken.',
  ],
  [
    'a prototype key in disguise',
    bytes('{"\\u005f_proto__": {"isAdmin": true}}'),
    'The body has a key named __proto__, which is not taken.',
  ],
])('%s is refused with a sentence', (_name, body, sentence) => {
  expect(() => jsonOf(body)).toThrow(sentence);
});

test('constructor and prototype are words like any other', () => {
  expect(jsonOf(bytes('{"constructor": 1, "prototype": 2}'))).toEqual({ constructor: 1, prototype: 2 });
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

test('the bytes of a route that takes any body are left to it, and those of the others are not', async () => {
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/hooks/:key', (request) => ({ body: parseInput(routes.receiveWebhook, request).body ?? 'unread' }));
  app.post('/login', (request) => parseInput(routes.login, request));
  const payload = Buffer.from([0x22, 0xff, 0x22]);
  const post = (url: string) =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
  expect((await post(`/hooks/${'k'.repeat(30)}`)).json()).toEqual({ body: 'unread' });
  expect((await post('/login')).json()).toMatchObject({ message: 'The body is not valid UTF-8.' });
  await app.close();
});

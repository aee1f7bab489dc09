import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addressFields, defineConnector } from './connector.ts';
import { describeConnector } from './form.ts';
import { connectors } from './list.ts';
import { wazuhIndexer } from './wazuh-indexer/connector.ts';

test('the form of the indexer asks for three things and offers the rest', () => {
  const { fields, ...form } = describeConnector(wazuhIndexer);
  expect(form).toMatchObject({ id: 'wazuh-indexer', name: 'Wazuh indexer', scope: 'deployment' });
  expect(fields.filter((field) => field.isRequired).map((field) => field.name)).toEqual([
    'url',
    'username',
    'password',
  ]);
  expect(fields.map((field) => `${field.name}:${field.kind}`)).toEqual([
    ...['url:url', 'servername:text', 'caPem:pem', 'pinSha256:text', 'timeoutMs:number', 'username:text'],
    ...['alertsPattern:text', 'statesPattern:text', 'password:secret'],
  ]);
  expect(fields.find((field) => field.name === 'alertsPattern')?.default).toBe('wazuh-alerts-*');
  expect(fields.filter((field) => field.isSecret).map((field) => field.name)).toEqual(['password']);
});

test('every field of every form has a label and says what it is for', () => {
  for (const field of connectors.flatMap((connector) => describeConnector(connector).fields)) {
    expect(field.label).not.toBe(field.name);
    expect(field.description).not.toBe('');
  }
});

test('choices, switches and numbers are recognised by their type', () => {
  const connector = defineConnector({
    ...{ id: 'x', name: 'X', scope: 'customer', docs: '', testedVersions: [], reach: 'public', abilities: [] },
    config: z.object({
      ...addressFields,
      region: z.enum(['eu', 'us']),
      isPaid: z.boolean().default(false),
      count: z.int(),
    }),
    secrets: z.object({}),
    open: () => ({}),
  });
  const fields = describeConnector(connector).fields.slice(-3);
  expect(fields.map(({ kind, options, default: value }) => ({ kind, options, value }))).toEqual([
    { kind: 'choice', options: ['eu', 'us'], value: null },
    { kind: 'boolean', options: [], value: false },
    { kind: 'number', options: [], value: null },
  ]);
});

test('each connector has its page', () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  for (const connector of connectors) expect(existsSync(join(root, connector.docs))).toBe(true);
});

import { expect, test } from 'vitest';
import { aggregateEvents } from './aggregate.ts';
import { eventFields } from './fields.ts';
import type { SearchUpstream } from './upstream.ts';

const caps = (type: string, aggregatable = true) => ({ [type]: { type, searchable: true, aggregatable } });
const answering = (fields: object, buckets: object[] = []): SearchUpstream & { bodies: unknown[] } => {
  const bodies: unknown[] = [];
  return {
    bodies,
    request: async (request, schema) => {
      bodies.push(request.body);
      return schema.parse(
        request.path.endsWith('_field_caps')
          ? { fields }
          : {
              timed_out: false,
              _shards: { failed: 0 },
              hits: { total: { value: 3, relation: 'eq' }, hits: [] },
              aggregations: { found: { buckets, sum_other_doc_count: 1 } },
            },
      );
    },
  };
};

test('the vendor’s many types become seven, and what nobody can ask is left out', async () => {
  const fields = await eventFields(
    answering({
      _id: caps('_id'),
      _index: caps('_index'),
      rule: caps('object', false),
      'rule.id': caps('keyword'),
      'rule.level': caps('long'),
      full_log: caps('text', false),
      'full_log.keyword': caps('keyword'),
      at: caps('date'),
      ip: caps('ip'),
      ok: caps('boolean'),
      geo: caps('geo_point'),
      'watchfloor.customerId': caps('long'),
      'alone.keyword': caps('keyword'),
      mixed: { ...caps('object', false), ...caps('double') },
    }),
    ['wazuh-*'],
  );
  expect(Object.fromEntries(fields.map((field) => [field.name, field.type]))).toEqual({
    _index: 'keyword',
    'rule.id': 'keyword',
    'rule.level': 'number',
    full_log: 'text',
    at: 'date',
    ip: 'ip',
    ok: 'boolean',
    geo: 'other',
    'alone.keyword': 'keyword',
    mixed: 'number',
  });
});

const terms = (field: string) => ({
  indices: ['a'],
  customers: { kind: 'all' as const },
  aggregation: { kind: 'terms' as const, field, size: 5 },
});

test('prose is counted by its whole value where there is one, and else refused', async () => {
  const both = answering({ note: caps('text', false), 'note.keyword': caps('keyword') });
  await aggregateEvents(both, terms('note'), new Date());
  expect(both.bodies.at(-1)).toMatchObject({ aggs: { found: { terms: { field: 'note.keyword' } } } });
  await expect(
    aggregateEvents(answering({ note: caps('text', false) }), terms('note'), new Date()),
  ).rejects.toMatchObject({ code: 'query.invalid' });
});

test('keys are text, whatever the field is', async () => {
  const upstream = answering({ n: caps('double') }, [
    { key: 7, doc_count: 2 },
    { key: 1, key_as_string: 'true', doc_count: 1 },
  ]);
  expect((await aggregateEvents(upstream, terms('n'), new Date())).buckets).toEqual([
    { key: '7', count: 2 },
    { key: 'true', count: 1 },
  ]);
});

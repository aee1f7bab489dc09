import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { descriptionOf, exampleOf, examples, queries } from './conformance-examples.ts';
import type { EventAggregation, EventDocument, EventPage, EventSearch, EventStore } from './port.ts';

export type ConformanceTarget = {
  store: EventStore;
  /** Puts the example events where the store finds them, under `readIndex`; a product's own indices are not written to by the store. */
  load(documents: readonly EventDocument[]): Promise<void>;
  readIndex: string;
  /** Makes what was written searchable at once. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/** The instant that every target's clock must show. */
export const conformanceNow = new Date('2025-01-15T12:00:00.000Z');

/** What each event store must do. `open` may say why it cannot run here; the tests are then skipped with that line. */
export function eventStoreConformance(
  name: string,
  open: () => Promise<ConformanceTarget | { unavailable: string }>,
): void {
  describe(`event store: ${name}`, () => {
    let opened: ConformanceTarget | { unavailable: string };
    beforeAll(async () => {
      opened = await open();
      if ('unavailable' in opened) return;
      await opened.load(examples.map((example) => ({ ...example, index: indexOf(opened) })));
      await opened.settle();
    });
    afterAll(async () => {
      if (!('unavailable' in opened)) await opened.close();
    });
    const indexOf = (of: typeof opened): string => ('unavailable' in of ? '' : of.readIndex);
    const target = ({ skip }: TestContext): ConformanceTarget =>
      'unavailable' in opened ? skip(opened.unavailable) : opened;

    const page = (of: ConformanceTarget, more: Partial<EventSearch> = {}): Promise<EventPage> =>
      of.store.search({ indices: [of.readIndex], customers: { kind: 'all' }, limit: 100, sort: 'asc', ...more });
    const ids = async (of: ConformanceTarget, more: Partial<EventSearch>): Promise<string> =>
      (await page(of, more)).hits
        .map((hit) => hit.id)
        .sort()
        .join('');
    const codeOf = async (work: Promise<unknown>): Promise<string> => {
      try {
        await work;
        return 'none';
      } catch (error) {
        if (isFailure(error)) return error.code;
        throw error;
      }
    };

    test.for(queries)('%s finds "%s"', async ([query, found], context) => {
      expect(await ids(target(context), { query })).toBe(found);
    });

    test('a hit is the document as it was written, with its place, time and customer', async (context) => {
      const of = target(context);
      const { hits } = await page(of, { query: '_id:c' });
      expect(hits).toEqual([{ ...exampleOf('c'), index: of.readIndex, sourceId: 7 }]);
    });

    test('an event is read by its reference, and by those only who may see its customer', async (context) => {
      const of = target(context);
      const ref = { index: of.readIndex, id: 'c' };
      expect((await of.store.get(ref, { kind: 'all' }))?.body).toEqual(exampleOf('c').body);
      expect((await of.store.get(ref, { kind: 'these', ids: [2] }))?.id).toBe('c');
      expect(await of.store.get(ref, { kind: 'these', ids: [1] })).toBeNull();
      expect(await of.store.get(ref, { kind: 'these', ids: [] })).toBeNull();
      expect(await of.store.get({ ...ref, id: 'absent' }, { kind: 'all' })).toBeNull();
      expect(await of.store.get({ ...ref, index: 'watchfloor-absent' }, { kind: 'all' })).toBeNull();
      expect(await of.store.get({ ...ref, index: '../_cluster' }, { kind: 'all' })).toBeNull();
    });

    test.for<[string, number[], string]>([
      ['customer 1', [1], 'abf'],
      ['customers 1 and 2', [1, 2], 'abcfg'],
      ['nobody', [], ''],
      ['a stranger', [99], ''],
    ])('%s sees only own events, whatever is asked', async ([, allowed, found], context) => {
      const of = target(context);
      const customers = { kind: 'these' as const, ids: allowed };
      expect(await ids(of, { customers })).toBe(found);
      expect(await ids(of, { customers, query: '* OR _exists_:rule.id OR NOT rule.id:none' })).toBe(found);
      expect(await ids(of, { customers, query: 'watchfloor.customerId:2 OR rule.level:>=0' })).toBe(found);
      const counted = await of.store.aggregate({
        indices: [of.readIndex],
        customers,
        aggregation: { kind: 'terms', field: 'agent.name', size: 10 },
      });
      expect(counted.total.value).toBe(found.length);
      expect(counted.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBeLessThanOrEqual(found.length);
    });

    test('a time range includes its start and not its end', async (context) => {
      const of = target(context);
      expect(await ids(of, { from: exampleOf('b').time })).toBe('bcdefg');
      expect(await ids(of, { to: exampleOf('b').time })).toBe('a');
      expect(await ids(of, { from: exampleOf('b').time, to: exampleOf('d').time, query: 'rule.level:>3' })).toBe('c');
    });

    test('pages follow each other without a gap or a repeat, both ways, also where times are equal', async (context) => {
      const of = target(context);
      for (const sort of ['asc', 'desc'] as const) {
        for (const limit of [1, 2, 3, 7]) {
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const next = await page(of, { sort, limit, ...(cursor === undefined ? {} : { cursor }) });
            expect(next.hits.length).toBeLessThanOrEqual(limit);
            expect(next.total).toEqual({ value: 7, relation: 'exactly' });
            seen.push(...next.hits.map((hit) => hit.id));
            cursor = next.nextCursor ?? undefined;
          } while (cursor !== undefined && seen.length < 20);
          expect([...seen].sort().join('')).toBe('abcdefg');
          const times = seen.map((id) => exampleOf(id).time.getTime());
          expect(times).toEqual([...times].sort((a, b) => (sort === 'asc' ? a - b : b - a)));
        }
      }
    });

    test('a cursor of another search, or a made-up one, is refused', async (context) => {
      const of = target(context);
      const { nextCursor } = await page(of, { limit: 2 });
      const cursor = nextCursor ?? '';
      expect(cursor).not.toBe('');
      for (const other of [
        { query: 'sshd' },
        { sort: 'desc' as const },
        { customers: { kind: 'these' as const, ids: [2] } },
        { from: new Date(0) },
        { indices: ['watchfloor-other'] },
      ])
        expect(await codeOf(page(of, { limit: 2, cursor, ...other }))).toBe('cursor.invalid');
      for (const made of ['', 'x', `${cursor}x`, Buffer.from('["",{}]').toString('base64url')])
        expect(await codeOf(page(of, { limit: 2, cursor: made }))).toBe('cursor.invalid');
      expect((await page(of, { limit: 2, cursor })).hits).toHaveLength(2);
    });

    test.for(['rule.id:(5710', 'full_log:/(a/', 'age:4h', 'a AND', 'x:[1 TO'])(
      'the query %s is refused with its place',
      async (query, context) => {
        const of = target(context);
        try {
          await page(of, { query });
          expect.unreachable();
        } catch (error) {
          if (!isFailure(error, 'query.invalid')) throw error;
          expect(error.fields?.[0]).toMatchObject({
            pointer: '/query',
            position: expect.any(Number),
            message: expect.any(String),
          });
        }
      },
    );

    test.for(['', 'a,b', '../x', 'a/b', '-x', 'A', '_all', 'a b'])(
      'the index name "%s" is refused',
      async (index, context) => {
        expect(await codeOf(page(target(context), { indices: [index] }))).toBe('request.invalid');
      },
    );

    test.for([0, -1, 1_001, 1.5])('a page of %d is refused', async (limit, context) => {
      expect(await codeOf(page(target(context), { limit }))).toBe('request.invalid');
    });

    test('an index that is not there is an empty answer', async (context) => {
      const of = target(context);
      for (const index of ['watchfloor-absent', 'watchfloor-absent-*']) {
        expect(await page(of, { indices: [index] })).toEqual({
          hits: [],
          nextCursor: null,
          total: { value: 0, relation: 'exactly' },
        });
        const counted = await of.store.aggregate({
          indices: [index],
          customers: { kind: 'all' },
          aggregation: { kind: 'terms', field: 'rule.id', size: 3 },
        });
        expect(counted.buckets).toEqual([]);
        expect(await of.store.fields([index], { kind: 'all' })).toEqual([]);
      }
    });

    test('values are counted by document, most frequent first, and the rest is summed up', async (context) => {
      const of = target(context);
      const terms = (field: string, size: number, query?: string) =>
        of.store.aggregate({
          indices: [of.readIndex],
          customers: { kind: 'all' },
          query,
          aggregation: { kind: 'terms', field, size },
        });
      expect(await terms('rule.groups', 2)).toEqual({
        buckets: [
          { key: 'sshd', count: 3 },
          { key: 'syslog', count: 3 },
        ],
        otherCount: 2,
        total: { value: 7, relation: 'exactly' },
      });
      expect((await terms('rule.level', 10)).buckets[0]).toEqual({ key: '5', count: 2 });
      expect((await terms('agent.name', 10, 'rule.groups:sshd')).buckets).toEqual([
        { key: 'web-01', count: 2 },
        { key: 'web-02', count: 1 },
      ]);
      expect((await terms('no.such.field', 10)).buckets).toEqual([]);
      expect((await terms('rule.description', 1, '_id:a')).buckets).toEqual([{ key: descriptionOf('a'), count: 1 }]);
    });

    test('events are counted per stretch of time, empty stretches left out', async (context) => {
      const of = target(context);
      const days = await of.store.aggregate({
        indices: [of.readIndex],
        customers: { kind: 'all' },
        aggregation: { kind: 'dateHistogram', intervalMs: 86_400_000 },
      });
      expect(days.buckets).toEqual([
        { key: '2025-01-10T00:00:00.000Z', count: 2 },
        { key: '2025-01-12T00:00:00.000Z', count: 1 },
        { key: '2025-01-15T00:00:00.000Z', count: 4 },
      ]);
    });

    test.for<EventAggregation>([
      { kind: 'terms', field: 'rule.id', size: 0 },
      { kind: 'terms', field: 'rule.id', size: 1_001 },
      { kind: 'dateHistogram', intervalMs: 10 },
    ])('an aggregation out of bounds is refused: %j', async (aggregation, context) => {
      const of = target(context);
      expect(
        await codeOf(of.store.aggregate({ indices: [of.readIndex], customers: { kind: 'all' }, aggregation })),
      ).toBe('request.invalid');
    });

    test('fields are named with their types', async (context) => {
      const of = target(context);
      const fields = new Map(
        (await of.store.fields([of.readIndex], { kind: 'all' })).map((field) => [field.name, field.type]),
      );
      for (const [field, type] of [
        ['rule.id', 'keyword'],
        ['rule.level', 'number'],
        ['full_log', 'text'],
        ['timestamp', 'date'],
        ['data.srcip', 'keyword'],
        ['_index', 'keyword'],
      ] as const)
        expect([field, fields.get(field)]).toEqual([field, type]);
      expect(
        [...fields.keys()].filter((field) => field.startsWith('watchfloor') || field.endsWith('.keyword')),
      ).toEqual([]);
    });

    describe('writing', () => {
      const make = (index: string, id: string, more: Partial<EventDocument> = {}): EventDocument => ({
        index: `watchfloor-write-${index}`,
        id,
        time: new Date('2025-01-14T00:00:00.000Z'),
        customerId: 1,
        body: { note: id },
        ...more,
      });
      const kinds = async (of: ConformanceTarget, documents: EventDocument[]): Promise<string[]> =>
        (await of.store.write(documents)).map((outcome) => outcome.kind);
      const written = async (of: ConformanceTarget, index: string, more: Partial<EventSearch> = {}) => {
        await of.settle();
        return page(of, { indices: [`watchfloor-write-${index}`], ...more });
      };

      test('a repeated write changes nothing, whatever time or body it brings', async (context) => {
        const of = target(context);
        expect(await kinds(of, [make('again', 'a'), make('again', 'b'), make('again', 'a')])).toEqual([
          'created',
          'created',
          'exists',
        ]);
        expect(
          await kinds(of, [
            make('again', 'a', { time: new Date('2025-01-03T00:00:00Z'), body: { note: 'other' }, customerId: 2 }),
            make('again', 'c'),
          ]),
        ).toEqual(['exists', 'created']);
        expect((await written(of, 'again')).hits.map((hit) => hit.body.note)).toEqual(['a', 'b', 'c']);
      });

      test('the same id in another index is another event', async (context) => {
        const of = target(context);
        expect(await kinds(of, [make('one', 'a'), make('two', 'a')])).toEqual(['created', 'created']);
      });

      test('writers at the same time store each event once', async (context) => {
        const of = target(context);
        const batches = [0, 1, 2, 3].map((writer) =>
          kinds(
            of,
            Array.from({ length: 20 }, (_, i) =>
              make('race', String(i), { time: new Date(Date.UTC(2025, 0, 1 + writer)) }),
            ),
          ),
        );
        const outcomes = (await Promise.all(batches)).flat();
        expect(outcomes.filter((kind) => kind === 'created')).toHaveLength(20);
        expect((await written(of, 'race')).total.value).toBe(20);
      });

      test('a document that cannot be stored says why, and its neighbours are stored', async (context) => {
        const of = target(context);
        const outcomes = await of.store.write([
          make('bad', 'a'),
          make('bad', ''),
          make('bad', 'c', { time: new Date(Number.NaN) }),
          make('bad', 'd', { body: { watchfloor: { customerId: 2 } } }),
          make('bad', 'e', { body: { 'watchfloor.customerId': 2 } }),
          make('bad', 'f'),
        ]);
        expect(outcomes.map((outcome) => outcome.kind)).toEqual([
          'created',
          'refused',
          'refused',
          'refused',
          'refused',
          'created',
        ]);
        for (const outcome of outcomes) if (outcome.kind === 'refused') expect(outcome.reason).toMatch(/\.$/);
        expect((await written(of, 'bad')).hits.map((hit) => hit.id)).toEqual(['a', 'f']);
      });

      test('odd but legal documents are kept whole', async (context) => {
        const of = target(context);
        const odd: EventDocument[] = [
          make('odd', 'a', { body: { text: 'a\u0000b\ud800' } }),
          make('odd', 'b', { body: { long: 'x'.repeat(2_000_000) } }),
          make('odd', 'c', { time: new Date('9999-12-31T23:59:59.999Z') }),
          make('odd', 'd', { time: new Date('1970-01-01T00:00:00.000Z'), customerId: null }),
          make('odd', 'e', { body: {} }),
          make('odd', 'f/ü "%2e?#', { body: { list: [1, 2, null], inner: { three: [true] } } }),
        ];
        expect(await kinds(of, odd)).toEqual(odd.map(() => 'created'));
        const { hits } = await written(of, 'odd');
        const byId = new Map(hits.map((hit) => [hit.id, hit]));
        expect(byId.get('a')?.body).toEqual({ text: 'a\ufffdb\ufffd' });
        expect(byId.get('b')?.body).toEqual({ long: 'x'.repeat(2_000_000) });
        expect(byId.get('c')?.time.toISOString()).toBe('9999-12-31T23:59:59.999Z');
        expect(byId.get('d')).toMatchObject({ time: new Date(0), customerId: null });
        expect(byId.get('e')?.body).toEqual({});
        const id = 'f/ü "%2e?#';
        expect((await of.store.get({ index: 'watchfloor-write-odd', id }, { kind: 'all' }))?.body).toEqual({
          list: [1, 2, null],
          inner: { three: [true] },
        });
      });

      test('more documents than a page holds are counted up to 10,000 and paged to the end', async (context) => {
        const of = target(context);
        const many = Array.from({ length: 10_050 }, (_, i) =>
          make('many', `m${i}`, { time: new Date(Date.UTC(2025, 0, 10, 0, 0, Math.floor(i / 3_000))), body: { n: i } }),
        );
        expect(new Set(await kinds(of, many))).toEqual(new Set(['created']));
        expect((await written(of, 'many', { limit: 1 })).total).toEqual({ value: 10_000, relation: 'atLeast' });
        const seen = new Set<string>();
        let cursor: string | undefined;
        do {
          const next = await page(of, {
            indices: ['watchfloor-write-many'],
            limit: 1_000,
            sort: 'desc',
            ...(cursor === undefined ? {} : { cursor }),
          });
          for (const hit of next.hits) seen.add(hit.id);
          cursor = next.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen.size).toBe(10_050);
      });

      test('what is older than the limit is forgotten, and only that', async (context) => {
        const of = target(context);
        await of.store.write(
          ['2024-06-01', '2024-06-02T10:00', '2024-06-02T14:00', '2025-01-14'].map((time, i) =>
            make('old', String(i), { time: new Date(`${time.padEnd(16, 'T00:00').slice(0, 16)}Z`) }),
          ),
        );
        await of.settle();
        const own = await page(of, { indices: ['watchfloor-*'], to: new Date('2024-06-02T12:00:00Z') });
        expect(await of.store.expire(new Date('2024-06-02T12:00:00Z'))).toBe(own.total.value);
        expect((await written(of, 'old')).hits.map((hit) => hit.id)).toEqual(['2', '3']);
      });
    });
  });
}

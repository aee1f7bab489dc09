import { z } from 'zod';

const Shards = z.object({
  failed: z.int(),
  failures: z
    .array(
      z.object({ reason: z.object({ type: z.string().optional(), reason: z.string().nullish() }).loose() }).loose(),
    )
    .optional(),
});

export const Hit = z.object({
  _index: z.string(),
  _id: z.string(),
  _source: z.record(z.string(), z.unknown()).optional(),
  sort: z.array(z.unknown()).optional(),
});

/** The answer of `_search`: only the fields we read. */
export const SearchAnswer = z.object({
  timed_out: z.boolean(),
  _shards: Shards,
  hits: z.object({ total: z.object({ value: z.int(), relation: z.enum(['eq', 'gte']) }), hits: z.array(Hit) }),
  aggregations: z
    .object({
      found: z.object({
        sum_other_doc_count: z.int().optional(),
        buckets: z.array(
          z.object({
            key: z.union([z.string(), z.number()]),
            key_as_string: z.string().optional(),
            doc_count: z.int(),
          }),
        ),
      }),
    })
    .optional(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

export const DocumentAnswer = z.object({
  _index: z.string(),
  _id: z.string(),
  found: z.boolean(),
  _source: z.record(z.string(), z.unknown()).optional(),
});

export const BulkAnswer = z.object({
  items: z.array(
    z.object({
      create: z.object({
        status: z.int(),
        error: z
          .object({
            type: z.string(),
            reason: z.string().nullish(),
            caused_by: z.object({ reason: z.string().nullish() }).loose().optional(),
          })
          .loose()
          .optional(),
      }),
    }),
  ),
});

export const FieldCapsAnswer = z.object({
  fields: z.record(z.string(), z.record(z.string(), z.object({ aggregatable: z.boolean(), searchable: z.boolean() }))),
});

export const DeletedAnswer = z.object({ deleted: z.int() });
export const Acknowledged = z.object({ acknowledged: z.boolean() });

/** Our own part of a document in an index of ours. */
export const Meta = z.object({ customerId: z.int().nullable(), sourceId: z.int().nullable(), occurredAt: z.string() });

/** What a partial answer is missing, or null when it is whole. */
export function partialReason(answer: Pick<SearchAnswer, 'timed_out' | '_shards'>): { reason: string } | null {
  const { failed, failures } = answer._shards;
  if (failed > 0) {
    const why = failures?.[0]?.reason.reason ?? failures?.[0]?.reason.type;
    return { reason: `${failed} of the shards did not answer${why ? `: ${why.slice(0, 200)}` : '.'}` };
  }
  return answer.timed_out ? { reason: 'The search ran out of time before every shard had answered.' } : null;
}

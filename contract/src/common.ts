import { z } from 'zod';

/** RFC 3339 instant in UTC with milliseconds, for example `2026-08-20T14:04:09.120Z`. */
export const Instant = z.iso.datetime({ offset: true }).meta({ id: 'Instant' });

/** Wire id of a thing: a three-letter prefix and the number in Crockford base32. */
export const idOf = <P extends string>(prefix: P, name: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{1,11}$`), `An id that starts with ${prefix}_ is expected.`)
    .meta({ id: name, examples: [`${prefix}_1a`] });

export const UserId = idOf('usr', 'UserId');
export const CustomerId = idOf('cus', 'CustomerId');
export const AlertId = idOf('alr', 'AlertId');
export const FindingId = idOf('fnd', 'FindingId');
export const AssetId = idOf('ast', 'AssetId');
export const ConnectionId = idOf('con', 'ConnectionId');
export const SourceId = idOf('src', 'SourceId');
export const ParkedId = idOf('prk', 'ParkedId');
export const RunId = idOf('run', 'RunId');
export const OperationId = idOf('opr', 'OperationId');
export const ViewId = idOf('viw', 'ViewId');
export const AliasId = idOf('als', 'AliasId');

/** Severity words in rising order; `null` on the wire means the source gave none. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(severities).meta({ id: 'Severity' });
export type Severity = z.infer<typeof Severity>;

/** A page request: at most 200 rows, an opaque cursor from the page before. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows in one page, 1 to 200.'),
  cursor: z.string().max(2_000).optional().describe('`nextCursor` of the page before, unchanged.'),
};

/** The customers that a list is narrowed to. */
export const Lens = z
  .string()
  .max(4_000)
  .optional()
  .describe('Customer codes, comma separated; absent = all in scope.');

/** One page: rows, and the cursor of the next page or `null` at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A count that stops counting: `isCapped` means "at least this many". */
export const CappedCount = z.object({ value: z.int().min(0), isCapped: z.boolean() }).meta({ id: 'CappedCount' });
export type CappedCount = z.infer<typeof CappedCount>;

export const CustomerRef = z
  .object({ id: CustomerId, code: z.string(), name: z.string(), mark: z.string(), hue: z.string() })
  .meta({ id: 'CustomerRef' });
export type CustomerRef = z.infer<typeof CustomerRef>;

export const UserRef = z.object({ id: UserId, name: z.string() }).meta({ id: 'UserRef' });
export type UserRef = z.infer<typeof UserRef>;

/** A facet: one group of values with how many rows each would show. */
export const Facet = z
  .object({
    field: z.string(),
    values: z.array(z.object({ value: z.string(), label: z.string(), count: z.int().min(0) })),
  })
  .meta({ id: 'Facet' });
export type Facet = z.infer<typeof Facet>;

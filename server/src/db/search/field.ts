import type { RawBuilder, SqlBool } from 'kysely';

/** A boolean SQL expression whose values are all parameters. */
export type Condition = RawBuilder<SqlBool>;

type OnColumn = {
  column: RawBuilder<unknown>;
  /** Wraps the finished condition, for a value that lies in another table: `within: (c) => sql`id in (select … where ${c})``. */
  within?: (condition: Condition) => Condition;
};

/** How the words after `name:` are compared. */
export type SearchField =
  /** Exact text with wildcards; `isList` for a `text[]` column, where any element may match. */
  | (OnColumn & { kind: 'keyword'; isList?: boolean; isCaseless?: boolean })
  /** Substring without regard to case; served by a trigram index. */
  | (OnColumn & { kind: 'text' })
  /** Named steps in an order, `severity:>=high`; the word of null stands for "not known" and lies outside every range. */
  | (OnColumn & { kind: 'rank'; words: Readonly<Record<string, number | null>> })
  /** A timestamptz column: dates, `now-24h`, ranges. */
  | (OnColumn & { kind: 'time' })
  /** The same column asked by its distance from now: `age:<4h`. */
  | (OnColumn & { kind: 'age' })
  /** A number; whole unless `isDecimal`. */
  | (OnColumn & { kind: 'number'; isDecimal?: boolean })
  /** Words that each stand for a condition: `is:open`, `has:ioc`. */
  | { kind: 'flag'; words: Readonly<Record<string, Condition>> }
  /** A number that people write in another form (`KEST-1042`, `alr_12`); `read` gives null for what is none. */
  | (OnColumn & { kind: 'ids'; read: (text: string) => number | null; example: string; isList?: boolean });

/** What a list can be asked for; `defaults` are the fields that a word without a field is looked for in. */
export type SearchFields = { fields: Readonly<Record<string, SearchField>>; defaults: readonly string[] };

export type SearchContext = { now: Date };

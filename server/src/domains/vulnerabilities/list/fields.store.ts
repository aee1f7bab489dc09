import { exploitWords, severities } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Condition, SearchField, SearchFields } from '../../../db/search/index.ts';
import { ageUnits, unitsInHundredth } from '../priority.ts';
import { ofClosed, ofExposed } from '../status.store.ts';
import { closedStatuses, exposedStatuses } from '../status.ts';

/** The dictionaries that a query may name words of. */
export type Dictionary = 'cves' | 'packages' | 'package_versions' | 'package_paths' | 'assets';

/** Turns a condition on a dictionary into one on the findings; where it is known which rows match, by their numbers. */
export type Lookup = (dictionary: Dictionary, column: string, condition: Condition) => Condition;

export type Asker = {
  /** In whole seconds since 1970; ages and priorities are of this instant. */
  asOfS: number;
  /** Row number of a customer by code, mark or name in lower case, of those the asker may see. */
  customers: ReadonlyMap<string, number>;
};

const severityWords: Record<string, number | null> = {
  ...Object.fromEntries(severities.map((word, rank) => [word, rank])),
  none: 0,
  unknown: null,
};
const exploitRanks: Record<string, number> = Object.fromEntries(exploitWords.map((word, rank) => [word, rank]));

/** What findings and their kept counts have in common, under an alias of either. */
function keptFields(alias: string, asker: Asker): Record<string, SearchField> {
  const status = sql.ref(`${alias}.status`);
  const isStatus = (word: string): Condition => sql<boolean>`${status} = ${word}`;
  const statusWords = [...exposedStatuses, ...closedStatuses].map((word): [string, Condition] => [
    word,
    isStatus(word),
  ]);
  return {
    status: { kind: 'flag', words: Object.fromEntries(statusWords) },
    severity: { kind: 'rank', column: sql.ref(`${alias}.severity`), words: severityWords },
    exploit: { kind: 'rank', column: sql.ref(`${alias}.exploit`), words: exploitRanks },
    customer: {
      kind: 'ids',
      column: sql.ref(`${alias}.customer_id`),
      read: (text) => asker.customers.get(text.trim().toLowerCase()) ?? null,
      example: [...asker.customers.keys()][0] ?? 'code',
    },
    is: {
      kind: 'flag',
      words: {
        open: ofExposed(alias),
        closed: ofClosed(alias),
        patched: isStatus('patched'),
        exploited: sql<boolean>`${sql.ref(`${alias}.exploit`)} = 2`,
      },
    },
  };
}

/** What can be asked of kept counts alone. */
export const countFields = (alias: string, asker: Asker): SearchFields => ({
  defaults: [],
  fields: keptFields(alias, asker),
});

/** Everything that findings can be asked for, under the alias `f`. */
export function findingFields(asker: Asker, lookup: Lookup): SearchFields {
  const kept = keptFields('f', asker);
  const key = sql`(f.base_priority * ${unitsInHundredth}::bigint + least(greatest(${asker.asOfS}::bigint + f.young_key - f.base_priority * ${unitsInHundredth}::bigint, 0), ${ageUnits}::bigint))`;
  const within = (dictionary: Dictionary, column: string) => (condition: Condition) =>
    lookup(dictionary, column, condition);
  const is = kept['is'];
  return {
    defaults: ['cve', 'title', 'package', 'host'],
    fields: {
      ...kept,
      is: {
        kind: 'flag',
        words: {
          ...(is?.kind === 'flag' ? is.words : {}),
          present: sql<boolean>`f.presence`,
          absent: sql<boolean>`not f.presence`,
          reopened: sql<boolean>`f.reopened_count > 0`,
          estimated: sql<boolean>`f.score_tenths is null`,
        },
      },
      has: {
        kind: 'flag',
        words: {
          fix: sql<boolean>`f.fixed_version_id is not null`,
          score: sql<boolean>`f.score_tenths is not null`,
          path: sql<boolean>`f.path_id is not null`,
        },
      },
      cve: { kind: 'keyword', column: sql.ref('d.cve_id'), within: within('cves', 'cve_id') },
      title: { kind: 'text', column: sql.ref('d.title'), within: within('cves', 'cve_id') },
      package: {
        kind: 'keyword',
        isCaseless: true,
        column: sql.ref('d.name'),
        within: within('packages', 'package_id'),
      },
      format: { kind: 'keyword', column: sql.ref('d.format'), within: within('packages', 'package_id') },
      host: { kind: 'keyword', isCaseless: true, column: sql.ref('d.hostname'), within: within('assets', 'asset_id') },
      version: {
        kind: 'keyword',
        column: sql.ref('d.value'),
        within: within('package_versions', 'installed_version_id'),
      },
      fix: { kind: 'keyword', column: sql.ref('d.value'), within: within('package_versions', 'fixed_version_id') },
      path: { kind: 'keyword', column: sql.ref('d.value'), within: within('package_paths', 'path_id') },
      score: { kind: 'number', isDecimal: true, column: sql`(f.score_tenths / 10.0)::double precision` },
      priority: {
        kind: 'number',
        isDecimal: true,
        column: sql`(${key}::double precision / ${unitsInHundredth * 100}::double precision)`,
      },
      detected: { kind: 'time', column: sql.ref('f.detected_at') },
      patched: { kind: 'time', column: sql.ref('f.patched_at') },
      age: { kind: 'age', column: sql.ref('f.detected_at') },
    },
  };
}

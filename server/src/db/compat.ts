import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Columns by table, under the names of the documents. */
export type NamedColumns = Readonly<Record<string, readonly string[]>>;

/** How much of the documented schemas can be read in the schema `compat`; `missing` names tables and `table.column`. */
export type CompatCoverage = {
  tables: number;
  ofTables: number;
  columns: number;
  ofColumns: number;
  missing: string[];
};

const documentedNames = new URL('../../compat/documented.json', import.meta.url);

/** Counts views and columns of `compat` against the documented names: those kept beside the views, or of a schema file. */
export async function compatCoverage(database: Database, schemaFile?: string): Promise<CompatCoverage> {
  const documented = namesOf(JSON.parse(await readFile(schemaFile ?? documentedNames, 'utf8')));
  return coverageOf(documented, await readViews(database));
}

/** Compares two sets of names; pure, so that both sides can be anything. */
export function coverageOf(documented: NamedColumns, present: NamedColumns): CompatCoverage {
  const tables = Object.entries(documented);
  const missing = tables.flatMap(([table, columns]) => {
    const found = present[table];
    return found ? columns.filter((column) => !found.includes(column)).map((column) => `${table}.${column}`) : [table];
  });
  const covered = tables.map(([table, columns]) => columns.filter((column) => present[table]?.includes(column)).length);
  return {
    tables: tables.filter(([table]) => present[table] !== undefined).length,
    ofTables: tables.length,
    columns: covered.reduce((sum, count) => sum + count, 0),
    ofColumns: tables.reduce((sum, [, columns]) => sum + columns.length, 0),
    missing,
  };
}

type Documents = Record<string, { tables?: Record<string, { columns: string[] }> } | string>;

/** Takes plain names, or documents that hold `tables` with `columns`. */
function namesOf(value: Documents | NamedColumns): NamedColumns {
  const documents = Object.values(value as Documents).flatMap((document) =>
    typeof document === 'object' && document.tables ? Object.entries(document.tables) : [],
  );
  if (documents.length === 0) return value as NamedColumns;
  return Object.fromEntries(documents.map(([table, { columns }]) => [table, columns]));
}

/** The views of `compat` with their columns in order. */
export async function readViews(database: Database): Promise<NamedColumns> {
  const { rows } = await database.asOwner((owner) =>
    sql<{ name: string; columns: string[] }>`
      select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = to_regnamespace('compat') and c.relkind = 'v' group by 1 order by 1`.execute(owner),
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.columns]));
}

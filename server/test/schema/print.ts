import { fileURLToPath } from 'node:url';
import { type CatalogEntry, keyOf, readCatalog } from '../../src/db/catalog.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const schemaFile = at('schema.txt');
export const tablesFile = at('src/db/tables.ts');
export const coveredFile = at('compat/covered.json');

/** The schema as it is checked in: one entry of the catalog a line, in an order that does not depend on the server. */
export const printSchema = (entries: readonly CatalogEntry[]) =>
  entries
    .map((entry) => `${keyOf(entry)} ${entry.definition.replace(/\s+/g, ' ').trim()}`)
    .sort()
    .map((line) => `${line}\n`)
    .join('');

export const readSchema = async (url: string) => printSchema(await readCatalog(url));

/** The words that the generator of table types is called with. */
export const codegenWords = (url: string) => [
  '--url',
  url,
  '--out-file',
  tablesFile,
  '--type-mapping',
  '{"int8":"number"}',
  '--exclude-pattern',
  '{public.schema_migrations,compat.*}',
];

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type CatalogEntry, keyOf, readCatalog } from './catalog.ts';
import { migrateUp } from './migrator.ts';

/** Two directions of a migration, and how many changes a person has to write. */
export type Draft = { up: string; down: string; open: number };

const quoted = (name: string) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

type Statement = (entry: CatalogEntry, all: readonly CatalogEntry[]) => string;
type Statements = Partial<Record<CatalogEntry['kind'], Statement>>;

/** A table with its columns, its partitioning and its wall, as the catalogue prints them. */
function createTable({ name, definition }: CatalogEntry, all: readonly CatalogEntry[]): string {
  const columns = all
    .filter((one) => one.kind === 'column' && one.table === name)
    .map((one) => `  ${quoted(one.name)} ${one.definition}`);
  const hasWall = definition.endsWith(' rls');
  const partition = definition.replace(/ rls$/, '');
  const head = `create table ${quoted(name)} (\n${columns.join(',\n')}\n)`;
  return `${head}${partition && ` partition by ${partition}`};${hasWall ? `\nselect wf_wall('${name}');` : ''}`;
}

/** How an entry is made, by its kind; a kind that is missing is for a person to write. */
const creations: Statements = {
  table: createTable,
  column: ({ table, name, definition }) => `alter table ${quoted(table)} add column ${quoted(name)} ${definition};`,
  // PostgreSQL prints the schema, and ONLY for a partitioned table.
  index: ({ definition }) => `${definition.replace(/ ON (ONLY )?public\./i, ' on ')};`,
  constraint: ({ table, name, definition }) =>
    `alter table ${quoted(table)} add constraint ${quoted(name)} ${definition};`,
};

/** How it is taken away; for the same kinds. */
const removals: Statements = {
  table: ({ name }) => `drop table ${quoted(name)};`,
  column: ({ table, name }) => `alter table ${quoted(table)} drop column ${quoted(name)};`,
  index: ({ name }) => `drop index ${quoted(name)};`,
  constraint: ({ table, name }) => `alter table ${quoted(table)} drop constraint ${quoted(name)};`,
};

const rank = { table: 0, column: 1, constraint: 2, index: 3, function: 4, trigger: 5, policy: 6 } as const;
const inOrder = (entries: readonly CatalogEntry[]) =>
  [...entries].sort((a, b) => rank[a.kind] - rank[b.kind] || keyOf(a).localeCompare(keyOf(b)));

/** What turns `from` into `to`, and back. Additions and removals are written; anything else becomes a TODO that fails the tests. */
export function draftBetween(from: readonly CatalogEntry[], to: readonly CatalogEntry[]): Draft {
  const was = new Map(from.map((entry) => [keyOf(entry), entry]));
  const is = new Map(to.map((entry) => [keyOf(entry), entry]));
  const isTable = (name: string, there: ReadonlyMap<string, CatalogEntry>) => there.has(`table ${name}.${name}`);
  const added = to.filter((entry) => !was.has(keyOf(entry)));
  const gone = from.filter((entry) => !is.has(keyOf(entry)));
  // The columns and walls of a table come and go with it.
  const alone = (entry: CatalogEntry, other: ReadonlyMap<string, CatalogEntry>) =>
    entry.kind === 'table' || isTable(entry.table, other) || (entry.kind !== 'column' && entry.kind !== 'policy');
  const up: string[] = [];
  const down: string[] = [];
  let open = 0;
  const todo = (entry: CatalogEntry, what: string) => {
    open++;
    up.push(`TODO ${what} ${keyOf(entry)}`);
    down.push(`TODO ${what} ${keyOf(entry)}`);
  };
  for (const entry of inOrder(added).filter((one) => alone(one, was))) {
    const sql = creations[entry.kind]?.(entry, to);
    if (sql === undefined) todo(entry, 'add');
    else {
      up.push(sql);
      const back = removals[entry.kind]?.(entry, to);
      if (back !== undefined && (entry.kind === 'table' || isTable(entry.table, was))) down.unshift(back);
    }
  }
  for (const entry of inOrder(gone)
    .reverse()
    .filter((one) => alone(one, is))) {
    const sql = removals[entry.kind]?.(entry, from);
    if (sql === undefined) todo(entry, 'remove');
    else {
      if (entry.kind === 'table' || isTable(entry.table, is)) up.push(sql);
      down.unshift(creations[entry.kind]?.(entry, from) ?? `TODO bring back ${keyOf(entry)}`);
    }
  }
  for (const entry of to) {
    const before = was.get(keyOf(entry));
    if (before && before.definition !== entry.definition)
      todo(entry, `change from (${before.definition}) to (${entry.definition}):`);
  }
  return { up: up.join('\n'), down: down.join('\n'), open };
}

/** Compares the database a developer changed by hand with what the migrations make, on the same server. */
export async function draftMigration(url: string): Promise<Draft> {
  const name = `wf_draft_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
    const scratch = databaseOf(url, name);
    await migrateUp(scratch);
    return draftBetween(await readCatalog(scratch), await readCatalog(url));
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}

/** The same server, another database. */
export function databaseOf(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*)\/[^?]*/, `$1/${name}`);
}

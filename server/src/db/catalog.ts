import pg from 'pg';

/** One named object of the schema `public` with its definition, as PostgreSQL itself prints it. */
export type CatalogEntry = {
  kind: 'table' | 'column' | 'index' | 'constraint' | 'function' | 'trigger' | 'policy';
  name: string;
  table: string;
  definition: string;
};

const query = `
  with own as (select c.oid, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migrations')
  select 'table' as kind, relname::text as name, relname::text as "table",
    coalesce(pg_get_partkeydef(oid), '') || case when (select relrowsecurity from pg_class p where p.oid = own.oid) then ' rls' else '' end as definition from own
  union all
  select 'column', a.attname::text, relname::text, format_type(a.atttypid, a.atttypmod)
      || case when a.attidentity <> '' then ' generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity'
              when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
              when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
      || case when a.attnotnull then ' not null' else '' end
    from own join pg_attribute a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select 'index', i.relname::text, own.relname::text, pg_get_indexdef(x.indexrelid)
    from own join pg_index x on x.indrelid = own.oid join pg_class i on i.oid = x.indexrelid
    where not exists (select 1 from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
  union all
  select 'constraint', k.conname::text, own.relname::text, pg_get_constraintdef(k.oid)
    from own join pg_constraint k on k.conrelid = own.oid where k.contype in ('p', 'u', 'c', 'f', 'x')
  union all
  select 'trigger', t.tgname::text, own.relname::text, pg_get_triggerdef(t.oid) from own join pg_trigger t on t.tgrelid = own.oid where not t.tgisinternal
  union all
  select 'policy', p.polname::text, own.relname::text, coalesce(pg_get_expr(p.polqual, p.polrelid), '') from own join pg_policy p on p.polrelid = own.oid
  union all
  select 'function', p.proname::text, '', pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by 1, 3, 2`;

/** Everything that migrations make in `public`, in a stable order; the order of columns does not count. */
export async function readCatalog(url: string): Promise<CatalogEntry[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<CatalogEntry>(query);
    return rows.sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  } finally {
    await client.end();
  }
}

export const keyOf = (entry: CatalogEntry) => `${entry.kind} ${entry.table}.${entry.name}`;

import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

export type CveText = {
  cveId: string;
  title: string;
  description: string;
  /** Joined by line feeds, which no address holds. */
  references: string;
  cvssVersion: string | null;
  publishedAt: Date | null;
};

export type CveEntry = { id: number; length: number };

/** Known CVEs among those named. */
export async function findCves(tx: Tx, names: readonly string[]): Promise<Map<string, CveEntry>> {
  const { rows } = await sql<CveEntry & { name: string }>`
    select id, cve_id as name, length(description) as length
    from cves where cve_id = any (${[...names]}::text[])`.execute(tx);
  return new Map(rows.map(({ name, ...entry }) => [name, entry]));
}

/** Adds CVEs, and gives those that are known their text where the new one says more. In order, so that writers never block in a ring. */
export async function saveCves(tx: Tx, texts: readonly CveText[], now: Date): Promise<void> {
  const sorted = [...texts].sort((a, b) => (a.cveId < b.cveId ? -1 : 1));
  await sql`
    insert into cves as c (cve_id, title, description, reference_urls, cvss_version, published_at, content_hash, updated_at)
    select id, title, text, string_to_array(refs, E'\\n'), version, published, length(text), ${now}
    from (select id, title, text, refs, version, published from unnest(${sorted.map((one) => one.cveId)}::text[],
      ${sorted.map((one) => one.title)}::text[], ${sorted.map((one) => one.description)}::text[],
      ${sorted.map((one) => one.references)}::text[], ${sorted.map((one) => one.cvssVersion)}::text[],
      ${sorted.map((one) => one.publishedAt)}::timestamptz[]) as told (id, title, text, refs, version, published)) as told
    on conflict (cve_id) do update set title = excluded.title, description = excluded.description,
      reference_urls = case when excluded.reference_urls = '{}' then c.reference_urls else excluded.reference_urls end, cvss_version = coalesce(excluded.cvss_version, c.cvss_version),
      published_at = coalesce(excluded.published_at, c.published_at), content_hash = excluded.content_hash, updated_at = excluded.updated_at
    where length(excluded.description) > length(c.description)`.execute(tx);
}

export type PackageName = { format: string; name: string; architecture: string };

/** One text for one package. */
export const packageKey = (one: PackageName): string => `${one.format}\t${one.name}\t${one.architecture}`;

/** The row numbers of packages, those made that were not known, by `packageKey`. */
export async function savePackages(tx: Tx, names: readonly PackageName[]): Promise<Map<string, number>> {
  const formats = names.map((one) => one.format);
  const titles = names.map((one) => one.name);
  const architectures = names.map((one) => one.architecture);
  const asked = sql`unnest(${formats}::text[], ${titles}::text[], ${architectures}::text[]) as asked (format, name, architecture)`;
  const find = sql<PackageName & { id: number }>`
    select p.id, p.format, p.name, p.architecture from ${asked} join packages p using (format, name, architecture)`;
  let { rows } = await find.execute(tx);
  if (rows.length < names.length) {
    await sql`
      insert into packages (format, name, architecture) select distinct format, name, architecture from ${asked}
      where not exists (select 1 from packages p where p.format = asked.format and p.name = asked.name and p.architecture = asked.architecture)
      order by 1, 2, 3 on conflict do nothing`.execute(tx);
    rows = (await find.execute(tx)).rows;
  }
  return new Map(rows.map((row) => [packageKey(row), row.id]));
}

/** The row numbers of words in one of the two dictionaries of plain values, those made that were not known. */
export async function saveWords(
  tx: Tx,
  table: 'package_versions' | 'package_paths',
  words: readonly string[],
): Promise<Map<string, number>> {
  const sorted = [...words].sort();
  const into = sql.table(table);
  const find = sql<{ id: number; value: string }>`select id, value from ${into} where value = any (${sorted}::text[])`;
  let { rows } = await find.execute(tx);
  if (rows.length < words.length) {
    await sql`
      insert into ${into} (value) select value from unnest(${sorted}::text[]) as told (value)
      where not exists (select 1 from ${into} d where d.value = told.value) order by 1 on conflict do nothing`.execute(
      tx,
    );
    rows = (await find.execute(tx)).rows;
  }
  return new Map(rows.map((row) => [row.value, row.id]));
}

import type { Connector } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export type CatalogueEntry = Omit<Connector, 'id' | 'testedVersions'> & { kind: string; scope: string; guide: string };

/** Makes the catalogue hold exactly these entries. */
export async function replaceCatalogue(tx: Tx, entries: readonly CatalogueEntry[], now: Date): Promise<void> {
  await tx
    .deleteFrom('connector_catalogue')
    .where('kind', 'not in', [...entries.map((entry) => entry.kind), ''])
    .execute();
  for (const entry of entries) {
    await sql`
      insert into connector_catalogue (kind, name, scope, description, guide, fields, capabilities, updated_at)
      values (${entry.kind}, ${entry.name}, ${entry.scope}, ${entry.description}, ${entry.guide},
        ${JSON.stringify(entry.fields)}::jsonb, ${entry.capabilities}::text[], ${now})
      on conflict (kind) do update set name = excluded.name, scope = excluded.scope, description = excluded.description,
        guide = excluded.guide, fields = excluded.fields, capabilities = excluded.capabilities,
        updated_at = excluded.updated_at`.execute(tx);
  }
}

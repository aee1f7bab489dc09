import { sql } from 'kysely';
import type { Context } from '../../access/index.ts';
import type { FindingSource } from './service.ts';

/** A connection with one source of findings, of a cluster. */
export async function insertSource(
  context: Context,
  instance = 'north',
  customerId: number | null = null,
): Promise<FindingSource> {
  return context.write(async (tx) => {
    const connection = await sql<{ id: number }>`
      insert into connections (kind, name, instance, customer_id) values ('wazuh-indexer', ${instance}, ${instance}, ${customerId}) returning id`.execute(
      tx,
    );
    const connectionId = connection.rows[0]?.id ?? 0;
    const source = await sql<{ id: number }>`
      insert into sources (connection_id, customer_id, purpose, delivery, name, product, index_pattern)
      values (${connectionId}, ${customerId}, 'findings', 'pull', 'Vulnerability states', 'wazuh', 'wazuh-states-vulnerabilities-*') returning id`.execute(
      tx,
    );
    return { id: source.rows[0]?.id ?? 0, connectionId, customerId, instance };
  });
}

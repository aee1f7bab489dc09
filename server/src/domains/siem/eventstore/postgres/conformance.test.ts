import { cloneDatabase } from '../../../../../test/database.ts';
import { createDatabase } from '../../../../db/database.ts';
import { conformanceNow, eventStoreConformance } from '../conformance.ts';
import { postgresEventStore } from './index.ts';

eventStoreConformance('PostgreSQL', async () => {
  const clone = await cloneDatabase();
  const db = createDatabase(clone.url);
  const store = postgresEventStore(db, { now: () => conformanceNow });
  return {
    store,
    load: async (documents) => void (await store.write(documents)),
    readIndex: 'wazuh-alerts-4.x-conformance',
    settle: async () => {},
    close: async () => {
      await db.close();
      await clone.drop();
    },
  };
});

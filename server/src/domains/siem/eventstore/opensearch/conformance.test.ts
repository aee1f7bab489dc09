import { afterAll, beforeAll } from 'vitest';
import { ask, findShared, putWazuhTemplates } from '../../../../../test/opensearch/load.ts';
import { type SearchNode, startOpenSearch } from '../../../../../test/opensearch/node.ts';
import { openUpstream } from '../../../../connectors/upstream.ts';
import { eventStoreAgreement } from '../agreement.ts';
import { conformanceNow, eventStoreConformance } from '../conformance.ts';
import type { EventDocument } from '../port.ts';
import { openSearchEventStore } from './index.ts';

let node: SearchNode | { unavailable: string };
beforeAll(async () => {
  node = await startOpenSearch();
}, 300_000);
afterAll(async () => {
  if (!('unavailable' in node)) await node.stop();
});

/** As Filebeat writes them, with our mark of the customer beside. */
const toVendorLines = ({ index, id, time, customerId, sourceId, body }: EventDocument): string =>
  `${JSON.stringify({ create: { _index: index, _id: id } })}\n${JSON.stringify({ ...body, watchfloor: { customerId, sourceId, occurredAt: time } })}\n`;

eventStoreConformance('OpenSearch, the vendor’s templates', async () => {
  if ('unavailable' in node) return node;
  const running = node;
  const templates = findShared('contracts/wazuh-indexer/templates-4.14');
  if (templates === null) return { unavailable: 'The vendor’s index templates are not beside this checkout.' };
  await putWazuhTemplates(running, templates);
  const upstream = openUpstream({ url: running.url, reach: 'private' });
  return {
    store: openSearchEventStore(upstream, { now: () => conformanceNow }),
    load: async (documents) => {
      const answer = await ask(running, 'POST', '/_bulk?refresh=true', documents.map(toVendorLines).join(''));
      if (answer.errors) throw new Error(JSON.stringify(answer).slice(0, 2_000));
    },
    readIndex: 'wazuh-alerts-4.x-2025.01.15',
    settle: async () => void (await ask(running, 'POST', '/_refresh')),
    close: () => upstream.close(),
  };
});

// Our own indices are proven behind TLS and a login: test/opensearch/secure-events.ts, on the node of the indexer's tests.
eventStoreAgreement(() => node);

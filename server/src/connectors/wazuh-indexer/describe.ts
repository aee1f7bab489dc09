import { isFailure } from '../../lib/failure.ts';
import type { Description } from '../capabilities.ts';
import { refusedStatus } from '../upstream/answer.ts';
import type { Indexer } from './search.ts';
import { Health, Login, NodeInfo } from './wire.ts';

/** Reported by nodes with `compatibility.override_main_response_version`, whatever they are. */
const overridden = '7.10.2';

export type IndexerFacts = Description & {
  /** The number is what old clients want to hear, not the product's. */
  isOverridden: boolean;
};

export async function describeIndexer(indexer: Indexer, signal?: AbortSignal): Promise<IndexerFacts> {
  const info = await indexer.ask({ method: 'GET', path: '/', signal }, NodeInfo);
  const isOverridden = info.version.number === overridden && info.version.distribution === undefined;
  return {
    product: isOverridden || info.version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch',
    version: info.version.number,
    instance: info.cluster_name,
    isOverridden,
  };
}

/** "3 nodes, green", or `null` when the login may not see it: health is a courtesy, not needed. */
export async function describeHealth(indexer: Indexer, signal?: AbortSignal): Promise<string | null> {
  try {
    const health = await indexer.ask({ method: 'GET', path: '/_cluster/health', signal }, Health);
    return `${health.number_of_nodes} ${health.number_of_nodes === 1 ? 'node' : 'nodes'}, ${health.status}`;
  } catch (error) {
    if (isFailure(error, 'connection.forbidden')) return null;
    throw error;
  }
}

/** Who we are there; `null` when the indexer runs without its security plugin and asks nobody. */
export async function readLogin(
  indexer: Indexer,
  signal?: AbortSignal,
): Promise<{ name: string; roles: readonly string[] } | null> {
  try {
    const login = await indexer.ask({ method: 'GET', path: '/_plugins/_security/authinfo', signal }, Login);
    return { name: login.user_name ?? 'unknown', roles: login.roles };
  } catch (error) {
    const status = refusedStatus(error);
    if (status === 400 || status === 404) return null;
    throw error;
  }
}

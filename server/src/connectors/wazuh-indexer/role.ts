/** The least that a login needs; also in docs/connectors/wazuh-indexer.md. A probe shows it beside the step that lacks it. */
export const leastRole = {
  cluster_permissions: ['cluster_composite_ops_ro', 'cluster:monitor/main', 'cluster:monitor/health'],
  index_permissions: [
    { index_patterns: ['wazuh-alerts-*', 'wazuh-states-vulnerabilities-*'], allowed_actions: ['read'] },
  ],
};

/** The request that makes the role, ready for the console of the indexer's dashboard. */
export const showRole = (patterns: readonly string[]): string => {
  const index_patterns = [...new Set(patterns.flatMap((pattern) => pattern.split(',')))];
  const role = { ...leastRole, index_permissions: [{ index_patterns, allowed_actions: ['read'] }] };
  return `PUT _plugins/_security/api/roles/watchfloor_reader\n${JSON.stringify(role, null, 2)}`;
};

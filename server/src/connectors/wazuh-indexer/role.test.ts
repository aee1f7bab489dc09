import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { leastRole, showRole } from './role.ts';

const bodyOf = (request: string): unknown => JSON.parse(request.slice(request.indexOf('{')));
const defaults = ['wazuh-alerts-*', 'wazuh-states-vulnerabilities-*'];

test('the request can be pasted as it is, and makes the documented role', () => {
  expect(showRole(defaults).split('\n')[0]).toBe('PUT _plugins/_security/api/roles/watchfloor_reader');
  expect(bodyOf(showRole(defaults))).toEqual(leastRole);
  const page = readFileSync(new URL('../../../../docs/connectors/wazuh-indexer.md', import.meta.url), 'utf8');
  const documented = /roles\/watchfloor_reader\n([\s\S]*?)\n\n/.exec(page)?.[1] ?? '';
  expect(JSON.parse(documented)).toEqual(leastRole);
});

test('the role lets nobody write', () => {
  const rights = [
    ...leastRole.cluster_permissions,
    ...leastRole.index_permissions.flatMap((one) => one.allowed_actions),
  ];
  expect(rights.filter((right) => !/^(read|cluster:monitor\/|cluster_composite_ops_ro$)/.test(right))).toEqual([]);
});

test('it is made for the patterns of the connection, each once and by itself', () => {
  const role = bodyOf(showRole(['own-alerts-*,old-alerts-*', 'own-alerts-*']));
  expect(role).toMatchObject({ index_permissions: [{ index_patterns: ['own-alerts-*', 'old-alerts-*'] }] });
});

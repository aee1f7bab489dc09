import { isObject } from '../../../lib/json.ts';
import { type Body, textAt, valueAt } from './fields.ts';

/** Names of integrations and decoders whose events are told as another product's than Wazuh's own. */
const byIntegration: Readonly<Record<string, string>> = {
  aws: 'aws',
  docker: 'docker',
  gcp: 'gcp',
  github: 'github',
  'ms-graph': 'ms-graph',
  office365: 'office365',
};
const byDecoder: readonly (readonly [prefix: string, product: string])[] = [
  ['fortigate', 'fortigate'],
  ['fortimail', 'fortimail'],
  ['sonicwall', 'sonicwall'],
  ['paloalto', 'paloalto'],
  ['cisco', 'cisco'],
  ['pix', 'cisco'],
  ['junos', 'juniper'],
  ['netscreenfw', 'juniper'],
  ['checkpoint', 'checkpoint'],
  ['sophos', 'sophos'],
  ['huawei', 'huawei'],
  ['pf', 'pfsense'],
  ['opnsense', 'opnsense'],
  ['json-msgraph', 'ms-graph'],
  ['suricata', 'suricata'],
];

/** The product that an event comes from, from a short list: whoever writes events cannot fill the facet with words. */
export function productOf(body: Body, fallback: string): string {
  const integration = (textAt(body, 'data.integration', 'integration', 'syslog_type') ?? '').toLowerCase();
  if (Object.hasOwn(byIntegration, integration)) return byIntegration[integration] ?? fallback;
  if (isObject(valueAt(body, 'data.office365'))) return 'office365';
  const decoder = (textAt(body, 'decoder.name') ?? '').toLowerCase();
  const known = byDecoder.find(
    ([prefix]) => decoder === prefix || decoder.startsWith(`${prefix}-`) || decoder.startsWith(`${prefix}_`),
  );
  return known?.[1] ?? fallback;
}

import { expect, test } from 'vitest';
import { customerKeys, resolveCustomer } from './customer-keys.ts';

const known: Record<string, number> = { harbor: 2, kestrel: 3, 'org-1': 4, '7': 5 };
const directory = {
  defaultId: 1,
  byKey: (key: string) => (Object.hasOwn(known, key.toLowerCase()) ? { id: known[key.toLowerCase()] ?? 0 } : null),
};
const resolve = (body: Record<string, unknown>, owner: number | null = null) =>
  resolveCustomer(customerKeys(body), owner, directory);

test('the label of the agent comes before everything else', () => {
  expect(resolve({ agent: { labels: { customer: 'HARBOR' } }, customer_code: 'kestrel' })).toEqual({ id: 2 });
  expect(resolve({ agent_labels_customer: 'harbor', syslog_customer: 'kestrel' })).toEqual({ id: 2 });
});

test('a key that nobody has parks the event, whatever the connection belongs to', () => {
  expect(resolve({ customer_code: 'nobody' }, 3)).toEqual({ unknown: 'nobody' });
  expect(resolve({ agent: { labels: { customer: 'nobody' } }, customer_code: 'kestrel' })).toEqual({
    unknown: 'nobody',
  });
});

test('an organisation id decides only when a customer has it', () => {
  expect(resolve({ data: { office365: { OrganizationId: 'org-1' } } })).toEqual({ id: 4 });
  expect(resolve({ data: { office365: { OrganizationId: 'org-9' } } }, 3)).toEqual({ id: 3 });
  expect(resolve({ data: { office365: { OrganizationId: 'org-9' } }, customer_code: 'harbor' })).toEqual({ id: 2 });
});

test('a worker is a customer when it has a name, and a machine when it has a number', () => {
  expect(resolve({ cluster: { node: 'wazuh.worker.Kestrel' } })).toEqual({ id: 3 });
  expect(resolve({ cluster: { node: 'wazuh.worker.acme' } })).toEqual({ unknown: 'acme' });
  expect(resolve({ cluster: { node: 'wazuh.worker.7' } })).toEqual({ id: 5 });
  expect(resolve({ cluster: { node: 'wazuh.worker.8' } })).toEqual({ id: 1 });
  expect(resolve({ cluster: { node: 'master' } })).toEqual({ id: 1 });
});

test('without a key the event is the connection’s, else the default customer’s; an empty key is none', () => {
  expect(resolve({}, 3)).toEqual({ id: 3 });
  expect(resolve({})).toEqual({ id: 1 });
  expect(resolve({ agent: { labels: { customer: ' ' } }, customer_code: 'harbor' })).toEqual({ id: 2 });
});

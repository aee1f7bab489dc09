import { expect, test } from 'vitest';
import { productOf } from './product.ts';

test.each([
  [{ data: { integration: 'office365' } }, 'office365'],
  [{ data: { office365: { Operation: 'UserLoggedIn' } } }, 'office365'],
  [{ data: { integration: 'aws' } }, 'aws'],
  [{ decoder: { name: 'fortigate-firewall-v6' } }, 'fortigate'],
  [{ decoder: { name: 'cisco-asa' } }, 'cisco'],
  [{ decoder: { name: 'pfoo' } }, 'wazuh'],
  [{ decoder: { name: 'sshd' } }, 'wazuh'],
  [{ data: { integration: 'whatever-the-sender-likes' } }, 'wazuh'],
  [{ data: { integration: 'constructor' } }, 'wazuh'],
  [{}, 'wazuh'],
])('%j comes from %s', (body, product) => {
  expect(productOf(body, 'wazuh')).toBe(product);
});

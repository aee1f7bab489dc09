import { expect, test } from 'vitest';
import { customerOf } from './customers.ts';
import { collectors, familyOf, hosts } from './hosts.ts';
import { osFacts } from './os.ts';

test('there are 42 hosts: 15 at Harbor, 17 at Kestrel, 10 at Aurora', () => {
  const count = (code: string) => hosts.filter(({ customerCode }) => customerCode === code).length;
  expect([hosts.length, count('harbor'), count('kestrel'), count('aurora')]).toEqual([42, 15, 17, 10]);
});

test('agent ids, names and addresses are unique within a customer', () => {
  for (const field of ['agentId', 'name', 'ip'] as const) {
    const values = [...hosts, ...collectors].map((host) => `${host.customerCode} ${host[field]}`);
    expect(new Set(values).size, field).toBe(values.length);
  }
});

test('agent ids have the three digits that Wazuh gives', () => {
  for (const { agentId } of [...hosts, ...collectors]) expect(agentId).toMatch(/^\d{3}$/);
});

test('every address lies in the private network of its customer', () => {
  for (const host of [...hosts, ...collectors]) {
    expect(host.ip.startsWith(`${customerOf(host.customerCode).network}.`), host.name).toBe(true);
    for (const octet of host.ip.split('.')) expect(Number(octet)).toBeLessThan(255);
  }
});

test('every host has a role, a use, an owner and known facts about its system', () => {
  for (const host of hosts) {
    expect(host.roles.length, host.name).toBeGreaterThan(0);
    expect(host.use).not.toBe('');
    expect(host.owner).not.toBe('');
    expect(osFacts[host.os].full).not.toBe('');
  }
});

test('firewalls run firewall firmware and nothing else does', () => {
  for (const host of hosts) expect(host.roles.includes('firewall'), host.name).toBe(familyOf(host) === 'firewall');
});

test('each customer has a domain controller on a server edition', () => {
  const controllers = hosts.filter(({ roles }) => roles.includes('dc'));
  expect(controllers.map(({ customerCode }) => customerCode).sort()).toEqual(['aurora', 'harbor', 'kestrel']);
  for (const { os, criticality } of controllers) expect([os, criticality]).toEqual(['ws2022', 'critical']);
});

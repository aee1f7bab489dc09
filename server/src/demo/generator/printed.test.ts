import { expect, test } from 'vitest';
import { type CustomerCode, customers } from './customers.ts';
import { findingSnapshots } from './findings.ts';
import { collectors, hosts } from './hosts.ts';
import { at, sharedEvents, sharedWorld } from './world.fixture.ts';

// What stands in the documents, whoever reads them: nothing of a real person or network, nothing of another customer.
const events = sharedEvents();
const printedBy = new Map<CustomerCode, string>(
  customers.map(({ code }) => {
    const own = events.filter(({ customerCode }) => customerCode === code);
    return [code, own.map(({ body }) => JSON.stringify(body)).join('\n')];
  }),
);
const all = [...printedBy.values()].join('\n');
const unique = (pattern: RegExp, text = all): string[] => [...new Set(text.match(pattern))];

/** Private, documentation, loopback and unspecified addresses: the only ones that may be printed (RFC 1918, 5737). */
const harmless =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|127\.|0\.0\.0\.0$)/;
const isAddress = (text: string): boolean => text.split('.').every((octet) => Number(octet) < 256);

test('only private and documentation addresses are printed', () => {
  const found = unique(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g).filter(isAddress);
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter((address) => !harmless.test(address))).toEqual([]);
});

test('of IPv6 only documentation and local addresses are printed (RFC 3849)', () => {
  const found = unique(/(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi).filter((text) =>
    text.includes('::'),
  );
  expect(found.filter((address) => !/^(2001:db8:|fe80:|::1?$)/i.test(address))).toEqual([]);
});

test('mail addresses end in .example', () => {
  const found = unique(/\b[\w.-]{1,40}@[\w-]+(?:\.[\w-]+)+/g);
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter((mail) => !mail.endsWith('.example'))).toEqual([]);
});

test('names on the network are reserved ones, in addresses and anywhere else (RFC 2606)', () => {
  const hostsOfUrls = unique(/https?:\/\/[^/"\\ ]+/g).map((url) => url.replace(/^https?:\/\//, ''));
  expect(hostsOfUrls.filter((host) => !host.endsWith('.example') && !harmless.test(host))).toEqual([]);
  const bare =
    /(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:net|org|io|dev|info|biz|eu|uk|de|fr|nl|us|ru|cn|cloud|lan|corp)(?![\w.-])/gi;
  expect(unique(bare)).toEqual([]);
});

test('no placeholder and no missing value is left in a document', () => {
  expect(unique(/\{\w+\}/g)).toEqual([]);
  expect(unique(/\b(?:undefined|NaN|\[object Object\]|Invalid Date)\b/g)).toEqual([]);
});

test.each(customers)("nothing of $name stands in another customer's events", (customer) => {
  const { code, mailDomain, windowsDomain, network, cluster, name } = customer;
  for (const [other, text] of printedBy) {
    if (other === code) continue;
    for (const word of [mailDomain, `${windowsDomain}\\\\`, cluster, name])
      expect(text.includes(word), `${word} at ${other}`).toBe(false);
    expect(unique(new RegExp(`(?<![\\d.])${network.replace('.', '\\.')}\\.\\d+\\.\\d+`, 'g'), text)).toEqual([]);
  }
});

test('a place or a file that only one customer has is named at no other', () => {
  const titles = Map.groupBy(sharedWorld().streams, ({ customerCode }) => customerCode);
  for (const { code, sites, documents } of customers) {
    const others = new Set(
      customers.filter((one) => one.code !== code).flatMap((one) => [...one.sites, ...one.documents]),
    );
    const words = [...sites, ...documents].filter((word) => !others.has(word));
    for (const [other, streams] of titles) {
      const told = words.filter((word) => streams.some(({ title }) => title.includes(word)));
      if (other === code) expect(told.length).toBeGreaterThan(3);
      else expect(told, `${code} at ${other}`).toEqual([]);
    }
  }
});

test("the reporter of an event is one of its customer's own machines or its collector, with the right address", () => {
  const known = new Set(
    [...hosts, ...collectors].map((host) => [host.customerCode, host.agentId, host.name, host.ip].join('|')),
  );
  const named = events.map(({ customerCode, body }) =>
    [customerCode, at(body, 'agent.id'), at(body, 'agent.name'), at(body, 'agent.ip')].join('|'),
  );
  expect([...new Set(named)].filter((one) => !known.has(one))).toEqual([]);
});

test('what is told of findings leads to public advisories by name and to nobody else', () => {
  const texts = [...findingSnapshots(sharedWorld())].slice(-3).map((snapshot) => JSON.stringify(snapshot));
  const known = [
    ...['msrc.microsoft.com', 'nvd.nist.gov', 'security-tracker.debian.org', 'access.redhat.com', 'ubuntu.com'],
  ];
  const hostsOfUrls = unique(/https?:\/\/[^/"\\ ]+/g, texts.join('\n')).map((url) => url.replace('https://', ''));
  expect(hostsOfUrls.filter((host) => !known.includes(host))).toEqual([]);
});

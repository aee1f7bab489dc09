import { expect, test } from 'vitest';
import { analystAt, analysts, customerOf, customers } from './customers.ts';

test('the three customers are those of the drawings, with their marks and hues', () => {
  expect(customers.map(({ code, name, mark, hue }) => [code, name, mark, hue])).toEqual([
    ['harbor', 'Harbor Dental', 'HARB', '7fb685'],
    ['kestrel', 'Kestrel Logistics', 'KEST', 'c58fd6'],
    ['aurora', 'Aurora Water', 'AURO', '5bb8c9'],
  ]);
});

test('every name on the network is reserved for examples', () => {
  for (const { mailDomain, network } of customers) {
    expect(mailDomain).toMatch(/\.example$/);
    expect(network).toMatch(/^10\./);
  }
  for (const { email } of analysts) expect(email).toMatch(/@watchfloor\.example$/);
});

test('clusters, domains and networks are not shared between customers', () => {
  for (const field of ['cluster', 'mailDomain', 'windowsDomain', 'network', 'mark'] as const) {
    expect(new Set(customers.map((customer) => customer[field])).size).toBe(customers.length);
  }
});

test('a customer is found by its code', () => {
  for (const customer of customers) expect(customerOf(customer.code)).toBe(customer);
});

test('exactly one analyst is on shift in every hour', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  for (const hour of hours) {
    const working = analysts.filter(({ shift: [from, to] }) =>
      from < to ? hour >= from && hour < to : hour >= from || hour < to,
    );
    expect(working.map(({ code }) => code)).toEqual([analystAt(hour)]);
  }
  expect(new Set(hours.map(analystAt)).size).toBe(3);
});

test('what a customer has is named once in its lists, and an account name fits into a mail address', () => {
  for (const { people, sites, documents, code } of customers) {
    for (const list of [people, sites, documents]) expect(new Set(list).size, code).toBe(list.length);
    for (const name of people) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    for (const file of documents) expect(file).toMatch(/^[a-z0-9-]+\.(xlsx|pdf|docx|zip)$/);
  }
});

import { customerOf } from './customers.ts';
import { collectors, type DemoHost, familyOf, hosts } from './hosts.ts';
import { type Random, randomFrom, seedFrom, shuffled } from './random.ts';
import { demoRules } from './rules/list.ts';
import type { DemoRule } from './rules/rule.ts';
import { values } from './rules/values.ts';
import type { Stream } from './types.ts';

const reporters: readonly DemoHost[] = [...hosts, ...collectors];

/** The host of a customer by name. @throws RangeError for a name that the customer does not have. */
export function reporterOf(customerCode: string, name: string): DemoHost {
  const host = reporters.find((one) => one.customerCode === customerCode && one.name === name);
  if (host === undefined) throw new RangeError(`${customerCode} has no host ${name}.`);
  return host;
}

function isOn(rule: DemoRule, host: DemoHost): boolean {
  const family = familyOf(host);
  return rule.on.some((where) => {
    if (where === 'windows' || where === 'linux') return family === where && !host.roles.includes('mailbox');
    if (!host.roles.includes(where)) return false;
    return rule.shape.kind !== 'windows' || family === 'windows';
  });
}

/** A rule of Linux logs cannot fire on Windows although both have web servers, and the other way round. */
function fits(rule: DemoRule, host: DemoHost): boolean {
  if (rule.shape.kind === 'windows') return familyOf(host) === 'windows';
  if (rule.shape.kind === 'syslog') return familyOf(host) === 'linux';
  return true;
}

/** What a rule's `{value}` may be on a host, most of it drawn from what its customer has. */
export function choices(rule: DemoRule, host: DemoHost): readonly string[] {
  const { people, sites, documents } = customerOf(host.customerCode);
  switch (rule.vary) {
    case undefined:
      return [];
    case 'person':
      return people;
    case 'site':
      return sites;
    case 'document':
      return documents;
    case 'machine':
      return hosts.filter((one) => one.customerCode === host.customerCode && one !== host).map((one) => one.name);
    default:
      return values[rule.vary];
  }
}

/** A stream with its title in words. */
export function streamOf(rule: DemoRule, host: DemoHost, value: string | null, cast: Stream['cast'] = {}): Stream {
  return {
    customerCode: host.customerCode,
    host,
    rule,
    value,
    title: value === null ? rule.title : rule.title.replaceAll('{value}', value),
    cast,
  };
}

/** Identity of a stream within the demo, also that of its alerts. */
export const streamKey = (stream: Stream): string =>
  `${stream.customerCode}|${stream.rule.id}|${stream.host.agentId}|${stream.title}`;

/** Draws which rules fire on which hosts and with which values; the same for the same seed. */
export function drawStreams(seed: number): Stream[] {
  const streams: Stream[] = [];
  for (const host of reporters) {
    for (const rule of demoRules) {
      if (!isOn(rule, host) || !fits(rule, host)) continue;
      const random: Random = randomFrom(seedFrom(seed, host.customerCode, host.name, rule.id));
      if (random() >= rule.share) continue;
      const all = choices(rule, host);
      if (all.length === 0) streams.push(streamOf(rule, host, null));
      else {
        const count = Math.max(1, Math.ceil((rule.variants ?? 1) * (0.6 + 0.4 * random())));
        for (const value of shuffled(random, all).slice(0, count)) streams.push(streamOf(rule, host, value));
      }
    }
  }
  return streams;
}

import { castFor } from '../cast.ts';
import { customerOf } from '../customers.ts';
import { hex, randomFrom, seedFrom } from '../random.ts';
import type { DemoRule } from '../rules/rule.ts';
import type { DemoEvent, Stream } from '../types.ts';
import type { Scene, SourceParts } from './body.ts';
import { cloudParts } from './cloud.ts';
import { firewallParts } from './firewall.ts';
import { syscheckParts } from './syscheck.ts';
import { syslogParts } from './syslog.ts';
import { windowsParts } from './windows.ts';

function sourceParts(rule: DemoRule, scene: Scene): SourceParts {
  const { shape } = rule;
  switch (shape.kind) {
    case 'windows':
      return windowsParts(shape, scene);
    case 'syslog':
      return syslogParts(shape, scene);
    case 'syscheck':
      return syscheckParts(shape, scene);
    case 'firewall':
      return firewallParts(shape, scene);
    case 'cloud':
      return cloudParts(shape, scene);
  }
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];

function ruleFields(rule: DemoRule, title: string, fired: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    id: rule.id,
    level: rule.level,
    description: title,
    groups: rule.groups,
    firedtimes: fired,
    mail: rule.level >= 12,
  };
  if (rule.mitre.length > 0) {
    fields['mitre'] = {
      id: rule.mitre.map(([id]) => id),
      tactic: unique(rule.mitre.map(([, tactic]) => tactic)),
      technique: rule.mitre.map(([, , technique]) => technique),
    };
  }
  return fields;
}

/** The daily index of a moment, for example `wazuh-alerts-4.x-2026.11.24`. */
export const indexOf = (at: number): string =>
  `wazuh-alerts-4.x-${new Date(at).toISOString().slice(0, 10).replaceAll('-', '.')}`;

/**
 * The `fired`-th event (from 1) of a stream as a Wazuh alert document; `salt` tells events of the same stream apart.
 * Same seed, stream, moment and salt give the same document with the same id.
 */
export function documentOf(seed: number, stream: Stream, at: number, fired: number, salt: number): DemoEvent {
  const random = randomFrom(seedFrom(seed, stream.customerCode, stream.host.agentId, stream.rule.id, salt, fired));
  const id = hex(random, 20);
  const scene: Scene = { stream, at, random, fired, cast: castFor(seed, stream, random) };
  const customer = customerOf(stream.customerCode);
  const stamp = new Date(at).toISOString();
  return {
    index: indexOf(at),
    id,
    time: new Date(at),
    customerCode: stream.customerCode,
    body: {
      timestamp: stamp.replace('Z', '+0000'),
      '@timestamp': stamp,
      rule: ruleFields(stream.rule, stream.title, fired),
      agent: {
        id: stream.host.agentId,
        name: stream.host.name,
        ip: stream.host.ip,
        labels: { customer: stream.customerCode },
      },
      manager: { name: `${customer.cluster}-manager` },
      cluster: { name: customer.cluster, node: 'node01' },
      id: `${Math.floor(at / 1000)}.${Math.floor(random() * 9_000_000)}`,
      ...sourceParts(stream.rule, scene),
    },
  };
}

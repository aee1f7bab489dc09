import { demoPipelines } from '../../src/app/pipelines.ts';
import {
  alertEvents,
  buildDemoWorld,
  type DemoEvent,
  exploits,
  findingSnapshots,
} from '../../src/demo/generator/index.ts';
import { contextAt } from '../../src/demo/load.ts';
import { type DemoSource, insertDemoSources } from '../../src/demo/store.ts';
import { createCustomer } from '../../src/domains/customers/index.ts';
import { fromId } from '../../src/lib/ids.ts';
import type { Console } from './console.ts';

export type Story = {
  source: DemoSource;
  /** Row numbers of the customers by their codes. */
  customers: ReadonlyMap<string, number>;
  /** Sends events through the pipeline of real data. */
  ingest(events: readonly DemoEvent[]): Promise<void>;
};

const dayMs = 86_400_000;

/**
 * The demo's customers with their newest days of alerts and, if asked for, their newest vulnerability states: what
 * screens show, made in seconds.
 */
export async function tellStory(console: Console, { days = 1, withFindings = false } = {}): Promise<Story> {
  const { system } = console;
  const pipelines = demoPipelines(console.events);
  const now = system.clock.now();
  const world = buildDemoWorld({ seed: 7, now });
  const customers = new Map<string, number>();
  for (const { code, name, mark, hue } of world.customers) {
    const made = await createCustomer(system, { code, name, mark, hue: `#${hue}`, isDemo: true });
    customers.set(code, fromId('customer', made.id) ?? 0);
  }
  const sources = await system.write((tx) => insertDemoSources(tx, [...customers.values()]));
  if (withFindings) {
    await pipelines.recordExploits(system, exploits());
    const newest = new Map([...findingSnapshots(world)].map((snapshot) => [snapshot.customerCode, snapshot]));
    for (const snapshot of newest.values()) {
      const source = sources.findings.get(customers.get(snapshot.customerCode) ?? 0);
      if (!source) throw new Error(`${snapshot.customerCode} has no source`);
      await pipelines.syncSnapshot(contextAt(system, snapshot.at), source, snapshot);
    }
    await pipelines.settle(system);
  }
  const ingest = async (documents: readonly DemoEvent[]) => {
    await pipelines.ingest(system, sources.alerts, documents);
  };
  const since = now.getTime() - days * dayMs;
  await ingest([...alertEvents(world)].filter((event) => event.time.getTime() >= since));
  return { source: sources.alerts, customers, ingest };
}

/** One Wazuh alert as its index holds it. */
export function wazuhEvent(input: {
  id: string;
  customerCode: DemoEvent['customerCode'];
  ruleId: string;
  level: number;
  title: string;
  host: string;
  at: Date;
}): DemoEvent {
  const { id, customerCode, ruleId, level, title, host, at } = input;
  const day = at.toISOString().slice(0, 10).replaceAll('-', '.');
  return {
    index: `wazuh-alerts-4.x-${day}`,
    id,
    time: at,
    customerCode,
    body: {
      timestamp: at.toISOString(),
      rule: { id: ruleId, level, description: title, groups: ['sshd'] },
      agent: { id: '901', name: host, ip: '10.20.9.1', labels: { customer: customerCode } },
      manager: { name: 'wazuh-harbor' },
      decoder: { name: 'sshd' },
      location: '/var/log/auth.log',
      full_log: `${title} on ${host}`,
    },
  };
}

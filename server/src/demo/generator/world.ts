import { analysts, customers } from './customers.ts';
import { drawGroups } from './groups.ts';
import { hosts } from './hosts.ts';
import type { DemoWorld } from './types.ts';

/**
 * The demo world of a seed, with its 90 days ending at `now`: customers, hosts and every alert with its outcome.
 * Pure: the same seed and moment give the same world; nothing in it lies after `now`.
 */
export function buildDemoWorld({ seed, now }: { seed: number; now: Date }): DemoWorld {
  const { groups, streams } = drawGroups(seed, now.getTime());
  return { seed, now, customers, analysts, hosts, streams, groups };
}

import { cloudRules } from './cloud.ts';
import { fileRules } from './files.ts';
import { firewallRules } from './firewall.ts';
import { linuxRules } from './linux.ts';
import type { DemoRule } from './rule.ts';
import { windowsAccountRules } from './windows-accounts.ts';
import { windowsAttackRules } from './windows-attack.ts';
import { windowsDailyRules } from './windows-daily.ts';

/** Every rule of the demo, from five sources. */
export const demoRules: readonly DemoRule[] = [
  ...windowsAttackRules,
  ...windowsAccountRules,
  ...windowsDailyRules,
  ...linuxRules,
  ...fileRules,
  ...firewallRules,
  ...cloudRules,
];

const byId: ReadonlyMap<string, DemoRule> = new Map(demoRules.map((rule) => [rule.id, rule]));

/** The rule of an id. @throws RangeError for an id that the demo does not have. */
export function ruleOf(id: string): DemoRule {
  const rule = byId.get(id);
  if (rule === undefined) throw new RangeError(`The demo has no rule ${id}.`);
  return rule;
}

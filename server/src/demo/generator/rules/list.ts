import { z } from 'zod';
import cloud from './cloud.json' with { type: 'json' };
import files from './files.json' with { type: 'json' };
import firewall from './firewall.json' with { type: 'json' };
import linux from './linux.json' with { type: 'json' };
import { DemoRule } from './rule.ts';
import windowsAccounts from './windows-accounts.json' with { type: 'json' };
import windowsAttack from './windows-attack.json' with { type: 'json' };
import windowsDaily from './windows-daily.json' with { type: 'json' };

/** Every rule of the demo: on Windows and Linux logs, changed files, firewall logs and the cloud audit log. */
export const demoRules: readonly DemoRule[] = z
  .array(DemoRule)
  .parse([...windowsAttack, ...windowsAccounts, ...windowsDaily, ...linux, ...files, ...firewall, ...cloud]);

const byId: ReadonlyMap<string, DemoRule> = new Map(demoRules.map((rule) => [rule.id, rule]));

/** The rule of an id. @throws RangeError for an id that the demo does not have. */
export function ruleOf(id: string): DemoRule {
  const rule = byId.get(id);
  if (rule === undefined) throw new RangeError(`The demo has no rule ${id}.`);
  return rule;
}

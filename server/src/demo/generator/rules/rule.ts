import type { HostRole } from '../hosts.ts';

/** How often analysts found a rule right: picks the mix of verdicts. */
export type Profile = 'noise' | 'routine' | 'mixed' | 'telling';

/** Everything that a `{placeholder}` in a rule may stand for. */
export type Cast = {
  person: string;
  account: string;
  domain: string;
  mailDomain: string;
  outside: string;
  inside: string;
  ip: string;
  port: string;
  file: string;
  machine: string;
  programFiles: string;
  sha256: string;
  base64: string;
  value: string;
};

/** Nested texts with `{placeholders}`; filled per event. */
export type Facts = { readonly [field: string]: string | Facts };

/** Lists a `{value}` in a title is drawn from, so that one rule makes several alerts on one host. */
export type ValueList =
  | 'person'
  | 'service'
  | 'package'
  | 'unit'
  | 'outside'
  | 'listen'
  | 'program'
  | 'policy'
  | 'runKey'
  | 'etcPath'
  | 'binPath'
  | 'category'
  | 'signature'
  | 'document'
  | 'cloudApp'
  | 'site'
  | 'update'
  | 'minutes'
  | 'listCount'
  | 'attempts'
  | 'machine';

export type WindowsChannel = 'sysmon' | 'security' | 'system' | 'defender' | 'powershell';

export type Shape =
  | { kind: 'windows'; channel: WindowsChannel; event: string; message: string; data: Facts }
  | { kind: 'syslog'; program: string; decoder: string; file: string; log: string; data: Facts }
  | { kind: 'syscheck'; event: 'modified' | 'added'; path: string }
  | {
      kind: 'firewall';
      type: 'traffic' | 'utm' | 'event';
      subtype: string;
      action: string;
      message: string;
      data: Facts;
    }
  | { kind: 'cloud'; operation: string; workload: string; data: Facts };

export type DemoRule = {
  id: string;
  level: number;
  /** The sentence of the alert; may hold `{value}`. */
  title: string;
  groups: readonly string[];
  mitre: readonly (readonly [id: string, tactic: string, technique: string])[];
  shape: Shape;
  /** The rule can fire on hosts with any of these roles; `windows` and `linux` stand for the families. */
  on: readonly (HostRole | 'windows' | 'linux')[];
  /** Share of those hosts on which it fires at all, 0 to 1; 0 = only where the story or a habit says so. */
  share: number;
  /** Alerts per host and value in 90 days, least and most. */
  often: readonly [number, number];
  /** Events in one alert, least and most. */
  events: readonly [number, number];
  profile: Profile;
  vary?: ValueList;
  /** How many values of the list one host shows at most; 1 when absent. */
  variants?: number;
};

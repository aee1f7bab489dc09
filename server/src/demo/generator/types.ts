import type { Verdict } from '@watchfloor/contract';
import type { AnalystCode, CustomerCode, DemoAnalyst, DemoCustomer } from './customers.ts';
import type { DemoHost } from './hosts.ts';
import type { CastPart, DemoRule } from './rules/rule.ts';

export type { Verdict };

export type Reason = 'expected_activity' | 'known_application' | 'authorized_user' | 'rule_too_sensitive' | 'other';

/** One rule on one host with one title: what the alert pipeline groups by. */
export type Stream = {
  customerCode: CustomerCode;
  host: DemoHost;
  rule: DemoRule;
  value: string | null;
  title: string;
  cast: CastPart;
};

type Closure = {
  at: number;
  by: AnalystCode;
  verdict: Verdict;
  reason: Reason | null;
  note: string | null;
  duplicateOf: AlertKey | null;
};

/** The events that one alert absorbs, in milliseconds since 1970; `closure` is null while the alert is open. */
export type Group = {
  serial: number;
  stream: Stream;
  firstAt: number;
  lastAt: number;
  events: number;
  closure: Closure | null;
  taken: { at: number; by: AnalystCode; isStarted: boolean } | null;
};

export type DemoWorld = {
  seed: number;
  now: Date;
  customers: readonly DemoCustomer[];
  analysts: readonly DemoAnalyst[];
  hosts: readonly DemoHost[];
  streams: readonly Stream[];
  /** Ordered by first event. */
  groups: readonly Group[];
};

/** What an alert is deduplicated by. */
export type AlertKey = { customerCode: CustomerCode; ruleId: string; agentId: string; title: string };

/** One Wazuh alert document, ready for the event store. */
export type DemoEvent = {
  index: string;
  id: string;
  time: Date;
  customerCode: CustomerCode;
  body: Readonly<Record<string, unknown>>;
};

/** What an analyst decided on the alert that was open under that key at that time. */
export type DemoOutcome = {
  at: Date;
  key: AlertKey;
  by: AnalystCode;
  decision:
    | { kind: 'taken'; isStarted: boolean }
    | { kind: 'closed'; verdict: Verdict; reason: Reason | null; note: string | null; duplicateOf: AlertKey | null };
};

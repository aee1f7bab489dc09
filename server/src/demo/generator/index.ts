export {
  type AnalystCode,
  type CustomerCode,
  type DemoAnalyst,
  type DemoCustomer,
} from './customers.ts';
export { alertEvents } from './events.ts';
export { type AgentSnapshot, type DemoSnapshot, exploits, findingSnapshots, type RawFinding } from './findings.ts';
export type { DemoHost } from './hosts.ts';
export { type LiveEvent, liveEvents } from './live.ts';
export { alertOutcomes } from './outcomes.ts';
export { randomFrom } from './random.ts';
export type { AlertKey, DemoEvent, DemoOutcome, DemoWorld, Reason, Verdict } from './types.ts';
export { buildDemoWorld } from './world.ts';

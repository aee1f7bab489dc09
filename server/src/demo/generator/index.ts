export { alertEvents } from './events.ts';
export { type DemoSnapshot, exploits, findingSnapshots, type StatedFinding } from './findings.ts';
export { liveEvents } from './live.ts';
export { alertOutcomes } from './outcomes.ts';
export { randomFrom } from './random.ts';
export type { AlertKey, DemoEvent, DemoOutcome, DemoWorld, Reason } from './types.ts';
export { buildDemoWorld } from './world.ts';

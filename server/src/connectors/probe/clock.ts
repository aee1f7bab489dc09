import { type ProbeStep, skipStep } from './step.ts';

/** Beyond this the clocks are called different: watermarks overlap by more, so nothing is lost below it. */
const toleratedMs = 60_000;

/**
 * The last step of a probe: how far the product's clock is from ours.
 * @param theirs  `null` when the product did not tell.
 * @param who     how the product is called in the sentence, for example "the indexer".
 */
export function compareClocks(theirs: Date | null, ours: Date, who: string): ProbeStep {
  const title = 'Clock difference';
  if (theirs === null) return skipStep('clock', title, 'The product did not tell its time.');
  const clockDifferenceMs = theirs.getTime() - ours.getTime();
  const seconds = Math.round(Math.abs(clockDifferenceMs) / 1000);
  const isClose = Math.abs(clockDifferenceMs) <= toleratedMs;
  return {
    id: 'clock',
    title: isClose ? title : 'Clocks differ',
    state: isClose ? 'passed' : 'failed',
    durationMs: 0,
    evidence:
      seconds === 0 ? 'less than a second' : `${who} is ${seconds} s ${clockDifferenceMs > 0 ? 'ahead' : 'behind'}`,
    ...(isClose ? {} : { remedy: 'Set both machines by a time server: events are read late otherwise.' }),
    data: { clockDifferenceMs },
  };
}

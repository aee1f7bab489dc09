import type { ProbeStep } from '@watchfloor/contract';
import { connectorsText } from '../../lib/text/connectors.ts';
import { middle } from '../../lib/formats.ts';

const words = connectorsText.new;
const classes: Record<ProbeStep['state'], string> = { passed: 'ok', failed: 'bad', skipped: 'skipped' };
const expected = words.expected.split('|');

type Props = {
  steps: readonly ProbeStep[];
  /** Shows what is still to come. */
  hasMore?: boolean;
  isAsking?: boolean;
  onTrust?: ((fingerprint: string) => void) | undefined;
};

/** A check as its steps: what was tried, how long it took, what was seen, and what to change where it failed. */
export function ProbeSteps({ steps, hasMore = false, isAsking = false, onTrust }: Props) {
  const waiting = hasMore ? expected.slice(steps.length) : [];
  return (
    <ol className="steps" aria-label={words.steps} aria-live="polite" aria-busy={isAsking}>
      {steps.map((step) => (
        <li key={step.id} className={classes[step.state]}>
          <span>
            {step.title}
            <span className="hidden-text">, {words.stepStates[step.state]}</span>
          </span>
          <span className="dim time">
            {step.state === 'skipped' ? words.skipped : `${Math.round(step.durationMs)} ms`}
          </span>
          {step.evidence || step.remedy || step.fingerprint ? <Evidence step={step} onTrust={onTrust} /> : null}
        </li>
      ))}
      {waiting.map((title, index) => (
        <li key={title} className={index === 0 && isAsking ? 'asking' : 'waiting'}>
          <span className="dim">{title}</span>
          <span className="dim time">{index === 0 && isAsking ? words.asking : ''}</span>
        </li>
      ))}
    </ol>
  );
}

function Evidence({ step, onTrust }: { step: ProbeStep; onTrust: Props['onTrust'] }) {
  const { fingerprint } = step;
  return (
    <span className="told">
      {step.evidence}
      {step.remedy ? <span className="remedy"> {step.remedy}</span> : null}
      {fingerprint && onTrust ? (
        <>
          {' '}
          <code title={fingerprint}>{middle(fingerprint, 14)}</code>{' '}
          <button type="button" className="link" onClick={() => onTrust(fingerprint)}>
            {words.trustThis}
          </button>
        </>
      ) : null}
    </span>
  );
}

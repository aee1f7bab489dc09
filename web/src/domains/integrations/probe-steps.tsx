import type { ProbeStep } from '@watchfloor/contract';
import { copyText } from '../../lib/clipboard.ts';
import { middle } from '../../lib/formats.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { Button } from '../../ui/button.tsx';

const words = connectorsText.new;
const classes: Record<ProbeStep['state'], string> = { passed: 'ok', failed: 'bad', skipped: 'skipped' };

/** What a check of a connector will try, in order. */
const stepsOf = (kind: string): string[] =>
  (kind === 'wazuh-manager' ? words.expectedOfManager : words.expected).split('|');

type Props = {
  steps: readonly ProbeStep[];
  /** Shows what is still to come of a check of that connector. */
  expected?: string | null;
  isAsking?: boolean;
  onTrust?: ((fingerprint: string) => void) | undefined;
};

/** A check as its steps: what was tried, how long it took, what was seen, and what to change where it failed. */
export function ProbeSteps({ steps, expected = null, isAsking = false, onTrust }: Props) {
  const waiting = expected === null ? [] : stepsOf(expected).slice(steps.length);
  return (
    <ol className="steps" aria-label={words.steps} aria-live="polite" aria-busy={isAsking}>
      {steps.map((step) => (
        <Step key={`${step.id} ${step.title}`} step={step} onTrust={onTrust} />
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

type StepProps = { step: ProbeStep; onTrust: Props['onTrust'] };
const shortWords = 12;

function Step({ step, onTrust }: StepProps) {
  const isSkipped = step.state === 'skipped';
  // "Not tried." says it all in the place of the time; a longer reason gets its own line.
  const isShort = isSkipped && step.evidence.length > 0 && step.evidence.length <= shortWords;
  return (
    <li className={classes[step.state]}>
      <span className={isSkipped ? 'dim' : undefined}>
        {step.title}
        <span className="hidden-text">, {words.stepStates[step.state]}</span>
      </span>
      <span className="dim time">
        {isShort
          ? step.evidence.toLowerCase().replace(/\.$/, '')
          : isSkipped
            ? words.skipped
            : `${Math.round(step.durationMs)} ms`}
      </span>
      {!isShort && (step.evidence || step.remedy || step.fingerprint) ? (
        <Evidence step={step} onTrust={onTrust} />
      ) : null}
      {step.role === null ? null : <Role role={step.role} />}
    </li>
  );
}

/** The least rights that would mend the step, to be copied into the product. */
function Role({ role }: { role: string }) {
  return (
    <details className="role">
      <summary>{words.showRole}</summary>
      <p>{words.roleHint}</p>
      <pre className="json">{role}</pre>
      <Button onClick={() => void copyText(role, words.roleCopied)}>{words.copyRole}</Button>
    </details>
  );
}

const print = /((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/;

function Evidence({ step, onTrust }: StepProps) {
  const { fingerprint } = step;
  return (
    <span className="told">
      {step.evidence.split(print).map((part, index) =>
        print.test(part) ? (
          // One that is still to be trusted is compared sign by sign, so it stands there whole.
          <code key={index} title={part}>
            {step.state === 'failed' ? part : middle(part, 14)}
          </code>
        ) : (
          part
        ),
      )}
      {step.remedy ? <span className="remedy"> {step.remedy}</span> : null}
      {fingerprint && onTrust ? (
        <>
          {' '}
          <button type="button" className="link" title={fingerprint} onClick={() => onTrust(fingerprint)}>
            {words.trustThis}
          </button>
        </>
      ) : null}
    </span>
  );
}

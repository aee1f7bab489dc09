import type { Verdict } from '@watchfloor/contract';
import { type ReactNode, useState } from 'react';
import { call } from '../../lib/api.ts';
import { verdicts } from '../../lib/contract.ts';
import { asProblem } from '../../lib/problem.ts';
import { useAsk } from '../../lib/queries.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { kitText } from '../../lib/text/kit.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { Button } from '../../ui/button.tsx';
import { type Decision, isReady, pressDigit, reasonsFor, stepBack } from './decision.ts';

export type Closing = { verdict: Verdict; reason?: string; note?: string; duplicateOf?: string };

type Props = {
  /** What is being closed, in words. */
  what: string;
  /** Said before Enter when much hangs on it. */
  guard: string | null;
  start: Decision;
  onClose: (closing: Closing) => void;
  onCancel: () => void;
};

/** The closing of alerts in the pane itself: a digit for the verdict, a digit for the reason, Enter. */
export function DecideBar({ what, guard, start, onClose, onCancel }: Props) {
  const [decision, setDecision] = useState(start);
  const [note, setNote] = useState('');
  const [original, setOriginal] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const reasons = useAsk('listVerdictReasons', {}).data?.items ?? [];
  const offered = reasonsFor(decision, reasons);
  const isDuplicate = decision.verdict === 'duplicate';

  const finish = async () => {
    if (!isReady(decision, original) || decision.verdict === null)
      return setDecision({ ...decision, isMissed: decision.verdict !== null });
    const closing: Closing = {
      verdict: decision.verdict,
      ...(decision.reason ? { reason: decision.reason } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    };
    if (!isDuplicate) return onClose(closing);
    try {
      const { id } = await call('findAlertByNumber', { params: { number: original.trim().toUpperCase() } });
      onClose({ ...closing, duplicateOf: id });
    } catch (thrown) {
      const { code, detail, title } = asProblem(thrown);
      const isUnknown = code === 'alert.not_found' || code === 'request.invalid';
      setWrong(isUnknown ? alertsText.originalWrong : detail || title);
    }
  };
  const stepOut = () => {
    const back = stepBack(decision);
    if (back) setDecision(back);
    else onCancel();
  };
  const press = (digit: number) => setDecision((before) => pressDigit(before, digit, reasons));
  useKeys('bar', [
    ...Array.from({ length: 9 }, (_, index) => ({
      keys: String(index + 1),
      label: alertsText.chooseVerdict,
      isHidden: true,
      run: () => press(index + 1),
    })),
    { keys: 'Enter', label: alertsText.keys.close, isHidden: true, run: () => void finish() },
    { keys: 'Escape', label: kitText.cancel, isHidden: true, inFields: true, run: onCancel },
    { keys: 'Backspace', label: kitText.cancel, isHidden: true, run: stepOut },
  ]);
  const reasonName = offered.find((reason) => reason.code === decision.reason)?.label ?? null;
  const choices =
    decision.verdict === null
      ? verdicts.map((verdict) => ({ id: verdict as string, label: alertsText.verdicts[verdict] }))
      : decision.reason === null
        ? offered.map((reason) => ({ id: reason.code, label: reason.label }))
        : [];
  return (
    <form
      className="decide"
      aria-label={alertsText.deciding}
      onSubmit={(event) => {
        event.preventDefault();
        void finish();
      }}
    >
      <div
        className="choices"
        role="group"
        aria-label={decision.verdict === null ? alertsText.chooseVerdict : alertsText.chooseReason}
      >
        {decision.verdict ? <Chosen>{alertsText.verdicts[decision.verdict]}</Chosen> : null}
        {reasonName ? <Chosen>{reasonName}</Chosen> : null}
        {choices.map((choice, index) => (
          // A press must not take the focus, or Enter would press this button once more.
          <Button
            key={choice.id}
            keys={String(index + 1)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => press(index + 1)}
          >
            {choice.label}
          </Button>
        ))}
      </div>
      {decision.isMissed && !isReady(decision, original) ? (
        <span role="alert" className="warn">
          {isDuplicate ? alertsText.originalNeeded : alertsText.reasonNeeded}
        </span>
      ) : null}
      {decision.verdict === null ? null : (
        <div className="choices">
          {isDuplicate ? (
            <input
              aria-label={alertsText.original}
              placeholder={alertsText.original}
              value={original}
              // The number is what Enter waits for, as the digit of a reason is for others.
              autoFocus
              aria-invalid={wrong ? true : undefined}
              onChange={(event) => setOriginal(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Backspace' && original === '') stepOut();
              }}
            />
          ) : null}
          <input
            aria-label={alertsText.note}
            placeholder={alertsText.note}
            value={note}
            maxLength={4_000}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
      )}
      {wrong ? (
        <span role="alert" className="bad">
          {wrong}
        </span>
      ) : null}
      {isReady(decision, original) && guard ? <strong role="alert">{guard}</strong> : null}
      <div className="choices">
        {decision.verdict ? (
          <Button kind="main" type="submit" keys="Enter" disabled={!isDuplicate && !isReady(decision, original)}>
            {alertsText.confirm(what, alertsText.verdicts[decision.verdict], reasonName)}
          </Button>
        ) : null}
        <Button keys="Escape" onClick={onCancel}>
          {kitText.cancel}
        </Button>
      </div>
    </form>
  );
}

const Chosen = ({ children }: { children: ReactNode }) => <span className="btn">✓ {children}</span>;

import type { AlertEvent } from '@watchfloor/contract';
import { Fragment } from 'react';
import { type Narrow, queueField } from './queue-fields.ts';

/** An event told as a sentence; values stand in chips, and a press on one that the queue knows asks for it. */
export function EventSentence({ parts, onNarrow }: { parts: AlertEvent['sentence']; onNarrow: Narrow }) {
  return (
    <p className="sentence">
      {parts.map((part, index) => {
        const { field, text } = part;
        if (field === null) return <Fragment key={`${index} ${text}`}>{text}</Fragment>;
        if (queueField(field) === null) {
          return (
            <span className="mono" key={`${index} ${text}`} title={field}>
              {text}
            </span>
          );
        }
        return (
          <button
            type="button"
            className="mono"
            key={`${index} ${text}`}
            title={field}
            onClick={() => onNarrow(field, text, 'with')}
          >
            {text}
          </button>
        );
      })}
    </p>
  );
}

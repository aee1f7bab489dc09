import { useEffect, useRef } from 'react';
import { middle } from '../../lib/formats.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import type { Narrow } from './queue-fields.ts';

// As many letters of the face as the column is wide.
const nameMost = 24;

type Field = { name: string; value: string };

type Props = {
  fields: readonly Field[];
  /** Where the cursor stands; -1 is nowhere. */
  at: number;
  onAt: (at: number) => void;
  onNarrow: Narrow;
};

/** Name and value of every field, with a cursor: `+` only with, `-` without, `=` only this. */
export function EventFields({ fields, at, onAt, onNarrow }: Props) {
  const place = useRef<HTMLDListElement>(null);
  useEffect(() => {
    if (at >= 0) place.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const present = fields[at];
  const act = (how: 'with' | 'without' | 'only') => () => present && onNarrow(present.name, present.value, how);
  const has = { isEnabled: present !== undefined };
  useKeys('evidence', [
    { keys: 'ArrowDown', label: alertsText.keys.nextField, run: () => onAt(Math.min(fields.length - 1, at + 1)) },
    { keys: 'ArrowUp', label: alertsText.keys.previousField, run: () => onAt(Math.max(0, at - 1)) },
    { keys: '+', label: alertsText.keys.only, run: act('with'), ...has },
    { keys: '-', label: alertsText.keys.without, run: act('without'), ...has },
    { keys: '=', label: alertsText.keys.alone, run: act('only'), ...has },
  ]);
  return (
    <dl className="fields" ref={place}>
      {fields.map((field, index) => (
        <div
          key={field.name}
          className={index === at ? 'cur' : undefined}
          onClick={() => onAt(index === at ? -1 : index)}
        >
          <dt title={field.name}>{middle(field.name, nameMost)}</dt>
          <dd title={field.value}>{field.value}</dd>
        </div>
      ))}
    </dl>
  );
}

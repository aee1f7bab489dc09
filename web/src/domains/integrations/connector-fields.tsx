import type { ConnectorField } from '@watchfloor/contract';
import type { ProblemError } from '../../lib/problem.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { Field } from '../../ui/field.tsx';
import { Choice } from './choice.tsx';
import type { Value, Values } from './draft.ts';

type Props = {
  /** The connector, or `auto`. */
  kind: string;
  fields: readonly ConnectorField[];
  values: Values;
  onValue: (name: string, value: Value) => void;
  problem: ProblemError | null;
  /** Secrets that are kept may stay empty. */
  keptSecrets?: readonly string[];
};

/** A form drawn from what a connector says of its fields. */
export function ConnectorFields({ kind, fields, values, onValue, problem, keptSecrets = [] }: Props) {
  return (
    <>
      {fields.map((field) => (
        <One
          key={field.name}
          field={field}
          example={connectorsText.new.addressExample(kind)}
          value={values[field.name] ?? ''}
          onValue={(value) => onValue(field.name, value)}
          error={problem?.field(field.name) ?? null}
          isKept={keptSecrets.includes(field.name)}
        />
      ))}
    </>
  );
}

type OneProps = {
  field: ConnectorField;
  example: string;
  value: Value;
  onValue: (value: Value) => void;
  error: string | null;
  isKept: boolean;
};

function One({ field, example, value, onValue, error, isKept }: OneProps) {
  const hint = isKept ? connectorsText.edit.secretHint : field.description || undefined;
  if (field.kind === 'boolean') {
    return (
      <label className="check">
        <input
          type="checkbox"
          className="box"
          checked={value === true}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
        <span>{field.label}</span>
        {hint ? <small className="dim">{hint}</small> : null}
      </label>
    );
  }
  if (field.kind === 'choice') {
    const options = (field.choices ?? []).map((one) => ({ value: one, label: one }));
    return <Choice label={field.label} value={String(value)} onChange={onValue} options={options} hint={hint} />;
  }
  const isSecret = field.kind === 'secret';
  return (
    <Field
      label={field.label}
      hint={hint}
      error={error}
      isMono
      type={isSecret ? 'password' : field.kind === 'number' ? 'number' : 'text'}
      inputMode={field.kind === 'url' ? 'url' : undefined}
      placeholder={field.kind === 'url' ? example : undefined}
      // A stored login of Watchfloor itself must not be offered here.
      autoComplete={isSecret ? 'new-password' : 'off'}
      spellCheck={false}
      value={String(value)}
      required={field.isRequired && !isKept}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  );
}

import { type InputHTMLAttributes, useId } from 'react';

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> & {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  isMono?: boolean;
};

/** A labelled text input with its hint, and with its error once there is one. */
export function Field({ label, hint, error, isMono = false, ...rest }: Props) {
  const id = useId();
  const told = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        className={isMono ? 'mono' : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={told || undefined}
      />
      {hint ? <small id={`${id}-hint`}>{hint}</small> : null}
      {error ? (
        <small id={`${id}-error`} className="bad" role="alert">
          {error}
        </small>
      ) : null}
    </div>
  );
}

import { type ReactNode, useId } from 'react';
import { kitText } from '../lib/text/kit.ts';

type Props = { label?: string; isPage?: boolean; children: ReactNode };

/** The pane beside a list, or the same as a page of its own; a landmark that F6 reaches. */
export function Pane({ label = kitText.details, isPage = false, children }: Props) {
  return (
    <section className={`pane${isPage ? ' is-page grow' : ''}`} aria-label={label} tabIndex={-1}>
      {children}
    </section>
  );
}

/** A part of the pane with its small heading and what stands at the right of it. */
export function Part({ title, right, children }: { title: ReactNode; right?: ReactNode; children: ReactNode }) {
  return (
    <div className="part">
      <h3>
        <span>{title}</span>
        {right === undefined ? null : <span>{right}</span>}
      </h3>
      {children}
    </div>
  );
}

/** Bars for days, the last one in `colour`; each tells its day and number. A table says the same to those who cannot see it. */
export function Strip({
  values,
  colour,
  label,
}: {
  values: readonly { on: string; count: number }[];
  colour: string;
  label: string;
}) {
  const most = Math.max(1, ...values.map((value) => value.count));
  const id = useId();
  return (
    <>
      <div className="strip" role="img" aria-label={label} aria-describedby={id}>
        {values.map((value, index) => (
          <i
            key={value.on}
            className={index === values.length - 1 && value.count > 0 ? 'hit' : undefined}
            style={{
              height: `${Math.max(4, Math.round((value.count / most) * 100))}%`,
              ...(index === values.length - 1 && value.count > 0 ? { background: colour } : {}),
            }}
            title={`${value.on}: ${value.count}`}
          />
        ))}
      </div>
      <span className="hidden-text" id={id}>
        {values
          .filter((value) => value.count > 0)
          .map((value) => `${value.on}: ${value.count}`)
          .join(', ')}
      </span>
    </>
  );
}

/** A choice of forms, one shown at a time. */
export function Forms<T extends string>({
  forms,
  on,
  onChoose,
  label,
}: {
  forms: readonly { id: T; name: string }[];
  on: T;
  onChoose: (form: T) => void;
  label: string;
}) {
  return (
    // A fieldset would bring its own box.
    <span className="tabs" role="group" aria-label={label}>
      {forms.map((form) => (
        <button type="button" key={form.id} aria-pressed={form.id === on} onClick={() => onChoose(form.id)}>
          {form.name}
        </button>
      ))}
    </span>
  );
}

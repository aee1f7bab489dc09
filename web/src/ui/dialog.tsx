import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useKeysPaused } from '../lib/use-keys.ts';
import { kitText } from '../lib/text/kit.ts';
import { Button } from './button.tsx';

type Props = { title: string; onClose: () => void; children: ReactNode; isWide?: boolean };

/** A modal dialog while mounted: focus stays inside, Escape closes, focus returns to the opener. */
export function Dialog({ title, onClose, children, isWide = false }: Props) {
  const place = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useKeysPaused(true);
  useEffect(() => {
    const dialog = place.current;
    const opener = document.activeElement;
    dialog?.showModal();
    // The browser would begin at the close button, which nobody came for.
    dialog?.querySelector<HTMLElement>('.in input, .in select, .in textarea')?.focus();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={place}
      className={`dialog${isWide ? ' wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {/* A header element here would be a second banner of the page. */}
      <div className="head">
        <h2 id={titleId}>{title}</h2>
        <Button kind="quiet" onClick={onClose} keys="Escape">
          {kitText.close}
        </Button>
      </div>
      <div className="in">{children}</div>
    </dialog>
  );
}

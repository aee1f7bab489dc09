import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { kitText } from '../lib/text/kit.ts';
import { useKeysPaused } from '../lib/use-keys.ts';
import { Button } from './button.tsx';
import './dialog.css';

type Props = { title: string; onClose: () => void; children: ReactNode; isWide?: boolean };

/**
 * A modal dialog while mounted: focus stays inside, Escape closes, focus returns to the opener. It hangs at the page itself,
 * so that it looks the same whatever part it was opened from.
 */
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
  return createPortal(
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
    </dialog>,
    document.body,
  );
}

type ActionsProps = {
  /** What it does, in the words of the button. */
  children: ReactNode;
  onCancel: () => void;
  /** Without it the button sends the form that it stands in. */
  onDo?: () => void;
  isOff?: boolean;
  kind?: 'main' | 'danger';
};

/** What a dialog does, and the way out. */
export function DialogActions({ children, onCancel, onDo, isOff = false, kind = 'main' }: ActionsProps) {
  return (
    <div className="dialog-actions">
      <Button type={onDo ? 'button' : 'submit'} kind={kind} disabled={isOff} onClick={onDo}>
        {children}
      </Button>
      <Button onClick={onCancel}>{kitText.cancel}</Button>
    </div>
  );
}

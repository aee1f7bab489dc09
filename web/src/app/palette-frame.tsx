import { type ReactNode, useEffect, useRef } from 'react';
import { shellText } from '../lib/text/shell.ts';
import { useKeysPaused } from '../lib/use-keys.ts';
import './palette.css';

/** The box of the palette: modal, near the top, closed by Escape or a press beside it. */
export function PaletteFrame({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const place = useRef<HTMLDialogElement>(null);
  useKeysPaused(true);
  useEffect(() => {
    const dialog = place.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    // Escape does the same.
    <dialog
      ref={place}
      className="palette"
      aria-label={shellText.find}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div>{children}</div>
    </dialog>
  );
}

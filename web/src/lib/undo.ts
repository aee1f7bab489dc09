import { dismissToast, toast } from './toasts.ts';

type Undo = { run: () => void; id: number; toastId: number };

const most = 20;
let offers: Undo[] = [];
let next = 1;

/** Says what was done and offers the way back, by the button now and by `z` until something newer was undone first. */
export function offerUndo(text: string, label: string, run: () => void): void {
  const id = next;
  next += 1;
  const toastId = toast(text, {
    action: {
      label,
      run: () => {
        offers = offers.filter((offer) => offer.id !== id);
        run();
      },
    },
  });
  offers = [...offers, { run, id, toastId }].slice(-most);
}

/** Forgets every way back: they belong to the person who signed out. */
export function forgetUndo(): void {
  offers = [];
}

/** Takes back the latest thing that can be; `false` when there is none. */
export function undoLast(): boolean {
  const last = offers.pop();
  if (!last) return false;
  dismissToast(last.toastId);
  last.run();
  return true;
}

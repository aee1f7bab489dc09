import { keyboard } from './keyboard.ts';
import { kitText } from './text/kit.ts';
import { dismissToast, toast } from './toasts.ts';

/** The way back from something that was done, and the way there again. */
export type Step = {
  /** Takes it back; gives the sentence that tells so, or `null` when it was refused, which has been told then. */
  undo: () => Promise<string | null>;
  /** Does it again. It offers its own way back once it is done, marked as `isAgain`. */
  redo: () => void;
};

type Offer = Step & { toastId: number };

const most = 20;
let done: readonly Offer[] = [];
let undone: readonly Offer[] = [];
// What was under way before something newer was done, or before somebody signed out, has no say in the history after.
let era = 0;

/** Says what was done and offers the way back: by the button now, by `z` until something newer was undone first. */
export function offerUndo(text: string, step: Step, isAgain = false): void {
  if (!isAgain) {
    undone = [];
    era += 1;
  }
  const toastId = told(text, kitText.undo(keyboard.now('z')), () => void takeBack(offer));
  const offer: Offer = { ...step, toastId };
  done = [...done, offer].slice(-most);
}

/** Takes back the latest thing that can be; `false` when there is none. */
export function undoLast(): boolean {
  const last = done.at(-1);
  if (last) void takeBack(last);
  return last !== undefined;
}

/** Does again what was taken back last; `false` when there is none. Something new done since leaves nothing to do again. */
export function redoLast(): boolean {
  const last = undone.at(-1);
  if (last) again(last);
  return last !== undefined;
}

/** Forgets every way back: they belong to the person who signed out. */
export function forgetUndo(): void {
  done = [];
  undone = [];
  era += 1;
}

async function takeBack(offer: Offer): Promise<void> {
  if (!done.includes(offer)) return;
  done = done.filter((other) => other !== offer);
  dismissToast(offer.toastId);
  const begunIn = era;
  const sentence = await offer.undo();
  if (sentence === null) return;
  if (begunIn !== era) return void toast(sentence);
  const toastId = told(sentence, kitText.redo(keyboard.now('Shift+z')), () => again(taken));
  const taken: Offer = { ...offer, toastId };
  undone = [...undone, taken].slice(-most);
}

function again(offer: Offer): void {
  if (!undone.includes(offer)) return;
  undone = undone.filter((other) => other !== offer);
  dismissToast(offer.toastId);
  offer.redo();
}

const told = (text: string, label: string, run: () => void): number => toast(text, { action: { label, run } });

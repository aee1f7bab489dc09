import { useSyncExternalStore } from 'react';
import type { ProblemError } from './problem.ts';

export type Toast = {
  id: number;
  text: string;
  kind: 'info' | 'failure';
  action: { label: string; run: () => void } | null;
};

const shownMs = 8_000;
const failureMs = 20_000;
let next = 1;
let toasts: readonly Toast[] = [];
const listeners = new Set<() => void>();

function become(list: readonly Toast[]): void {
  toasts = list;
  for (const listener of listeners) listener();
}

/** Shows a line at the bottom for some seconds; at most three stand at a time. */
export function toast(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): number {
  const kind = options.kind ?? 'info';
  const made: Toast = { id: next, text, kind, action: options.action ?? null };
  next += 1;
  become([...toasts, made].slice(-3));
  setTimeout(() => dismissToast(made.id), kind === 'failure' ? failureMs : shownMs);
  return made.id;
}

/** Tells a refusal in its own words, with the trace id where there is one. */
export const toastProblem = (problem: ProblemError): number =>
  toast(
    `${problem.detail || problem.title}${problem.traceId && problem.status >= 500 ? ` (trace ${problem.traceId})` : ''}`,
    { kind: 'failure' },
  );

export const dismissToast = (id: number): void => become(toasts.filter((one) => one.id !== id));

export const toastsNow = (): readonly Toast[] => toasts;

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, toastsNow);

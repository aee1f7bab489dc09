import type { Clock } from './clock.ts';

const freshMs = 2_000;
const mostKept = 500;

/** Gives the answer of a question, which its key names whole. */
export type Share<T> = (key: string, answer: () => Promise<T>) => Promise<T>;

/** Every question is asked by itself. */
export const askEach = <T>(_key: string, answer: () => Promise<T>): Promise<T> => answer();

/**
 * Shares the answer of equal questions: those asked while one is worked on wait for it, those within two seconds get it
 * again. A question that failed is asked anew.
 */
export function shareAnswers<T>(clock: Clock): Share<T> {
  const kept = new Map<string, { at: number; answer: Promise<T> }>();
  return (key, answer) => {
    const now = clock.now().getTime();
    const found = kept.get(key);
    if (found && now >= found.at && now - found.at < freshMs) return found.answer;
    kept.delete(key);
    for (const [old, entry] of kept) {
      if (kept.size < mostKept && now - entry.at < freshMs) break;
      kept.delete(old);
    }
    const entry = { at: now, answer: answer() };
    kept.set(key, entry);
    entry.answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return entry.answer;
  };
}

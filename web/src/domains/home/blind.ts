import type { Source } from '@watchfloor/contract';
import { homeText } from '../../lib/text/home.ts';

export type Blind = { key: string; who: string; error: string; lastOkAt: string | null; connectionId: string };

/** What does not answer, each trouble once: sources of one connection that fail alike are told together. */
export function blindOf(sources: readonly Source[]): Blind[] {
  const troubles = new Map<string, Source[]>();
  for (const source of sources) {
    if (!source.isEnabled || source.lastError === null) continue;
    const key = `${source.connectionId} ${source.lastError}`;
    troubles.set(key, [...(troubles.get(key) ?? []), source]);
  }
  return [...troubles].flatMap(([key, alike]) => {
    const [first] = alike;
    if (!first) return [];
    const answers = alike.map((source) => source.lastOkAt).filter((at) => at !== null);
    return [
      {
        key,
        who:
          alike.length === 1
            ? `${first.connectionName}, ${first.name}`
            : homeText.blindMany(first.connectionName, alike.length),
        error: first.lastError ?? '',
        // The one that is longest without an answer says how much may be missing.
        lastOkAt: answers.length < alike.length ? null : (answers.sort()[0] ?? null),
        connectionId: first.connectionId,
      },
    ];
  });
}

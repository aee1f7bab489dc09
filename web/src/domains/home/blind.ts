import type { Source } from '@watchfloor/contract';
import { span } from '../../lib/formats.ts';
import { isFailing, isQuiet } from '../../lib/source-state.ts';
import { homeText } from '../../lib/text/home.ts';

export type Blind = {
  key: string;
  who: string;
  /** What is wrong, in a sentence. */
  trouble: string;
  /** What does not answer, since when; what answers but brings nothing has no such instant. */
  kind: 'failing' | 'quiet';
  lastOkAt: string | null;
  connectionId: string;
};

/**
 * What does not answer, each trouble once: sources of one connection that fail alike are told together. Then what
 * answers but brings no events any more.
 */
export function blindOf(sources: readonly Source[]): Blind[] {
  return [...failing(sources), ...quiet(sources)];
}

function quiet(sources: readonly Source[]): Blind[] {
  return sources.flatMap((source) =>
    source.quiet === null || !isQuiet(source)
      ? []
      : [
          {
            key: source.id,
            who: nameOf(source),
            trouble: homeText.quiet(span(source.quiet.forS), span(source.quiet.usualS)),
            kind: 'quiet',
            lastOkAt: null,
            connectionId: source.connectionId,
          },
        ],
  );
}

const nameOf = (source: Source) => `${source.connectionName}, ${source.name}`;

function failing(sources: readonly Source[]): Blind[] {
  const troubles = new Map<string, Source[]>();
  for (const source of sources) {
    if (!isFailing(source)) continue;
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
        who: alike.length === 1 ? nameOf(first) : homeText.blindMany(first.connectionName, alike.length),
        trouble: first.lastError ?? '',
        kind: 'failing',
        // The one that is longest without an answer says how much may be missing.
        lastOkAt: answers.length < alike.length ? null : (answers.sort()[0] ?? null),
        connectionId: first.connectionId,
      },
    ];
  });
}

import { fill } from '../cast.ts';
import { hex, type Random } from '../random.ts';
import type { Cast, Facts } from '../rules/rule.ts';
import type { Stream } from '../types.ts';

/** What one event is made from. */
export type Scene = {
  stream: Stream;
  at: number;
  random: Random;
  /** Which event of its alert this is, from 1. */
  fired: number;
  cast: (name: keyof Cast) => string;
};

/** The parts of a document that depend on where the event was read. */
export type SourceParts = {
  decoder: { name: string };
  location: string;
  input?: { type: 'log' };
  full_log?: string;
  predecoder?: Record<string, string>;
  data?: Record<string, unknown>;
  syscheck?: Record<string, unknown>;
};

/** A filled copy of nested texts. */
export function fillFacts(facts: Facts, cast: Scene['cast']): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const name of Object.keys(facts)) {
    const fact = facts[name];
    if (fact !== undefined) filled[name] = typeof fact === 'string' ? fill(fact, cast) : fillFacts(fact, cast);
  }
  return filled;
}

/** A process number as logs print it. */
export const processId = (random: Random): string => String(400 + Math.floor(random() * 29_000));

/** A hash of the length that its name promises, drawn. */
export const drawnHash = (random: Random, kind: 'md5' | 'sha1' | 'sha256'): string =>
  hex(random, kind === 'md5' ? 32 : kind === 'sha1' ? 40 : 64);

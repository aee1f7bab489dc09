import type { Body } from '../ingest/fields.ts';

/** What a family of events says, or `null` when the event is none of it or lacks what the sentence needs. */
export type Teller = (event: Told) => Piece[] | null;

/** Plain words, or the value of a field. */
export type Piece = string | { field: string; text: string };

export type Told = {
  body: Body;
  /** The value of the first of these fields that is there. */
  value(...fields: readonly string[]): Piece | null;
  /** The last part of a path, which is what people call a program. */
  file(...fields: readonly string[]): Piece | null;
  has(group: string): boolean;
};

/** Adds words and a value when there is one. */
export const and = (words: string, piece: Piece | null): Piece[] => (piece === null ? [] : [words, piece]);

/** A query that cannot be read or asked; `position` and `length` are UTF-16 offsets into the text the person typed. */
export class QueryError extends Error {
  readonly position: number;
  readonly length: number;
  /** What to type instead; empty when nothing better than the message is known. */
  readonly hint: string;

  constructor(message: string, at: { position: number; length: number }, hint = '') {
    super(message);
    this.name = 'QueryError';
    this.position = at.position;
    this.length = at.length;
    this.hint = hint;
  }
}

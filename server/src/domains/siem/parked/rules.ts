/** The error of a key that no customer has; a replay finds the events of a key by it. */
export const unknownCustomerError = (key: string): string =>
  `No customer has the code or the alias "${key.trim().toLowerCase()}".`;

/** The key in such an error, or `null` for another one. */
export const keyInError = (error: string): string | null =>
  /^No customer has the code or the alias "([\s\S]*)"\.$/.exec(error)?.[1] ?? null;

const advice: Readonly<Record<string, string>> = {
  customer_unknown: 'Add the key as an alias of a customer; the events are then replayed by themselves.',
  time_invalid: 'Set the clock of the host, or have the pipeline write a valid timestamp; then replay.',
  title_missing: 'Have the pipeline keep rule.description; then replay.',
  not_an_object: 'The sender wrote something else than a JSON object. Look at what writes into this index.',
  too_large: 'The document is larger than a reply may be. Shorten the log line at its source.',
  unreadable: 'The document could not be read from the reply. Look at it in the product.',
  refused_by_database: 'The database refused the document. The error names the value; report it with the document.',
};

/** What to do about parked events of a reason. */
export const adviceFor = (reason: string): string =>
  Object.hasOwn(advice, reason) ? (advice[reason] ?? '') : 'Look at the error of one of them.';

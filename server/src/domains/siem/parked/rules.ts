/** The error of a key that no customer has; a replay finds the events of a key by it. */
export const unknownCustomerError = (key: string): string =>
  `No customer has the code or the alias "${key.trim().toLowerCase()}".`;

/** The key in such an error, or `null` for another one. */
export const keyInError = (error: string): string | null =>
  /^No customer has the code or the alias "([\s\S]*)"\.$/.exec(error)?.[1] ?? null;

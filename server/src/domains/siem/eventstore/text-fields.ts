/** Last parts of field names that hold prose: split into words and lower-cased in both stores. All other text is a keyword. */
export const textFieldNames = ['full_log', 'previous_log', 'message', 'description'] as const;

/** True for `full_log`, `message` and every `….description`. */
export const isTextField = (name: string): boolean =>
  textFieldNames.some((text) => name === text || name.endsWith(`.${text}`));

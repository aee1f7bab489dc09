/** The code of an error: the system's (`ENOENT`, `EEXIST`, …), PostgreSQL's or a library's; empty when it has none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

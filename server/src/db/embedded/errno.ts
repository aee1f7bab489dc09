/** The system's code of an error (`ENOENT`, `EEXIST`, …) or PostgreSQL's, when it has one. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

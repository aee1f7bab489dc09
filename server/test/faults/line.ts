import { runLine } from '../../src/cli/main.ts';

export type Line = { code: number; out: Record<string, unknown>[]; err: string[] };

/** Runs lines of the command line in this process on a database and a data folder; every result is read as JSON. */
export function linesOn(databaseUrl: string, dataDir: string) {
  return async (...words: readonly string[]): Promise<Line> => {
    const out: Record<string, unknown>[] = [];
    const err: string[] = [];
    const before = process.env.DATABASE_URL;
    process.env.DATABASE_URL = databaseUrl;
    try {
      const code = await runLine(
        [...words, '--data', dataDir, '--json'],
        (line) => out.push(JSON.parse(line)),
        (line) => err.push(line),
      );
      return { code, out, err };
    } finally {
      if (before === undefined) delete process.env.DATABASE_URL;
      else process.env.DATABASE_URL = before;
    }
  };
}
